"""Tests of mldb/rules."""
