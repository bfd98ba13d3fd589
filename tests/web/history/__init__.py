"""Tests of web/history."""
