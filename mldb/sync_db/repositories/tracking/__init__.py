# Generated from mldb/async_db/repositories/tracking/__init__.py by `make twins`.
"""Rows of experiments, runs and what they log."""
