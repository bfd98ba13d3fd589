"""Tests of web/serving."""
