"""Repositories of the files of runs, logged models and versions."""
