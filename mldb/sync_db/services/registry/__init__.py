# Generated from mldb/async_db/services/registry/__init__.py by `make twins`.
"""Services of models, versions, their items and their aliases."""
