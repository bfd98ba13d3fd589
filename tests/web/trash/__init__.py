"""Tests of web/trash."""
