"""Tests of mldb/artifacts/facts."""
