"""Tests of web/accounts."""
