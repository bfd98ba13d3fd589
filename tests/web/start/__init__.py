"""Tests of web/start."""
