# Generated from mldb/async_db/services/registry/readers/__init__.py by `make twins`.
"""Read-only services: models, versions and aliases together with their items, in few statements."""
