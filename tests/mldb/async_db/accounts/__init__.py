"""Tests of mldb/async_db/accounts."""
