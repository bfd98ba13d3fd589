"""Tests of mldb/schemas."""
