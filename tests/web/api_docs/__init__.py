"""Tests of web/api_docs."""
