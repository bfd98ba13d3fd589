"""Tests of web/aliases."""
