# Generated from mldb/async_db/repositories/accounts/__init__.py by `make twins`.
"""Repositories of staff users and their credentials."""
