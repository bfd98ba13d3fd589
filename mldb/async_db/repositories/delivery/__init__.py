"""Repositories of periodic work."""
