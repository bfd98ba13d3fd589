"""Tests of web/find."""
