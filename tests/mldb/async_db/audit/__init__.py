"""Tests of mldb/async_db/audit."""
