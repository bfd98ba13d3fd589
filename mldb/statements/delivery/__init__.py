"""Statements of periodic work."""
