# Generated from tests/mldb/async_db/registry/readers/__init__.py by `make twins`.
"""Tests of the readers of models, versions and aliases."""
