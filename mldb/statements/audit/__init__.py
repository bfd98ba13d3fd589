"""Statements of the audit history."""
