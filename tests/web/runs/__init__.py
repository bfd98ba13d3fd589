"""Tests of web/runs."""
