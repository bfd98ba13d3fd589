# Generated from mldb/async_db/repositories/delivery/__init__.py by `make twins`.
"""Repositories of periodic work."""
