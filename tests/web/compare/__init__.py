"""Tests of web/compare."""
