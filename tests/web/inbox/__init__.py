"""Tests of web/inbox."""
