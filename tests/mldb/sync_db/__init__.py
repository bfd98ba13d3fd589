# Generated from tests/mldb/async_db/__init__.py by `make twins`.
"""Tests of the services."""
