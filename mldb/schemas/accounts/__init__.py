"""Schemas of staff users and their credentials."""
