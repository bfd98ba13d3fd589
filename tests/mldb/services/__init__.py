"""Tests of mldb/services."""
