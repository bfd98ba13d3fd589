# Generated from tests/mldb/async_db/delivery/__init__.py by `make twins`.
"""Tests of mldb/sync_db/delivery."""
