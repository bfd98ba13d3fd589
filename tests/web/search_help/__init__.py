"""Tests of web/search_help."""
