"""Tests of mldb/async_db/tracking/readers."""
