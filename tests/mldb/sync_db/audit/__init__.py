# Generated from tests/mldb/async_db/audit/__init__.py by `make twins`.
"""Tests of mldb/sync_db/audit."""
