"""Schemas of the audit history."""
