"""Statements about the files of runs, logged models and versions."""
