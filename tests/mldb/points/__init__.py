"""Tests of mldb/points."""
