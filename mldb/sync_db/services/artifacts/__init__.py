# Generated from mldb/async_db/services/artifacts/__init__.py by `make twins`.
"""Services of the files of runs, logged models and versions."""
