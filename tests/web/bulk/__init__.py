"""Tests of web/bulk."""
