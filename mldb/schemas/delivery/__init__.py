"""Schemas of what is delivered to people."""
