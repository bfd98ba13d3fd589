"""Tests of web/management."""
