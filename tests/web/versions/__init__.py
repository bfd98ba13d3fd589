"""Tests of web/versions."""
