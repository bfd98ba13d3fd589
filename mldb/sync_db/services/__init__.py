# Generated from mldb/async_db/services/__init__.py by `make twins`.
"""The services: everything a program may do with a registry."""
