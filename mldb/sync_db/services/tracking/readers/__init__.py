# Generated from mldb/async_db/services/tracking/readers/__init__.py by `make twins`.
"""Read-only services: runs together with what they logged, in few statements."""
