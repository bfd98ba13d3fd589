# Generated from mldb/async_db/repositories/audit/__init__.py by `make twins`.
"""Repositories of the audit history."""
