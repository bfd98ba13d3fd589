"""Tests of web/trend."""
