"""Repositories of the audit history."""
