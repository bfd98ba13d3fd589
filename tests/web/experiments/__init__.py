"""Tests of web/experiments."""
