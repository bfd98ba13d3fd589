# Generated from mldb/async_db/repositories/artifacts/__init__.py by `make twins`.
"""Repositories of the files of runs, logged models and versions."""
