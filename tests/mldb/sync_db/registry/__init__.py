# Generated from tests/mldb/async_db/registry/__init__.py by `make twins`.
"""Tests of mldb/sync_db/registry."""
