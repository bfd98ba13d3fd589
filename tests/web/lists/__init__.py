"""Tests of web/lists."""
