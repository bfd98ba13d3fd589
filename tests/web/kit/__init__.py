"""Tests of web/kit."""
