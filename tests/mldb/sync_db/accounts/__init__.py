# Generated from tests/mldb/async_db/accounts/__init__.py by `make twins`.
"""Tests of mldb/sync_db/accounts."""
