# Generated from mldb/async_db/services/accounts/__init__.py by `make twins`.
"""Services of staff users and their credentials."""
