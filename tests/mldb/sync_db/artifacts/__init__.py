# Generated from tests/mldb/async_db/artifacts/__init__.py by `make twins`.
"""Tests of the services of artifacts."""
