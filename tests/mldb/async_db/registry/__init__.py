"""Tests of mldb/async_db/registry."""
