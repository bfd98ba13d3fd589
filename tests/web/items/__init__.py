"""Tests of web/items."""
