"""Tests of web/comments."""
