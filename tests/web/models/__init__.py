"""Tests of web/models."""
