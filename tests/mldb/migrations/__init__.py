"""Tests of mldb/migrations."""
