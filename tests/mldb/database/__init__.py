"""Tests of mldb/database."""
