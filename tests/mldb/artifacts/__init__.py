"""Tests of mldb/artifacts."""
