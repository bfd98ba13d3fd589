"""Statements of staff users and their credentials."""
