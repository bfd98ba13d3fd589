"""Tests of mldb/async_db/delivery."""
