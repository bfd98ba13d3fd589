# Generated from mldb/async_db/repositories/registry/__init__.py by `make twins`.
"""Repositories of models, versions, their items and their aliases."""
