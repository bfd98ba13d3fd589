# Generated from mldb/async_db/services/audit/__init__.py by `make twins`.
"""Services of the audit history."""
