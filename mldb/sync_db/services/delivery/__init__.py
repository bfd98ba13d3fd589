# Generated from mldb/async_db/services/delivery/__init__.py by `make twins`.
"""Services of periodic work."""
