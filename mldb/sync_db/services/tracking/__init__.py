# Generated from mldb/async_db/services/tracking/__init__.py by `make twins`.
"""Services of experiments, runs and what they log."""
