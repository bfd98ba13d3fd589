# Generated from mldb/async_db/repositories/__init__.py by `make twins`.
"""Rows in and out of an open session: no rules, no commit."""
