# Generated from mldb/async_db/repositories/tracking/readers/__init__.py by `make twins`.
"""Queries of the readers."""
