"""Tests of the files of runs, logged models and versions in the API."""
