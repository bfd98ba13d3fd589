"""Rows in and out of an open session: no rules, no commit."""
