"""Tests of web/people."""
