"""Tests of mldb/search."""
