# Generated from mldb/async_db/repositories/tracking/__init__.py by `make twins`.
"""Repositories of experiments, runs and what they log."""
