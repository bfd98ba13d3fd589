# Generated from tests/mldb/async_db/tracking/readers/__init__.py by `make twins`.
"""Tests of mldb/sync_db/tracking/readers."""
