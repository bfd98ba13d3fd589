"""Tests of web/saved_views."""
