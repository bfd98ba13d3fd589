"""Repositories of staff users and their credentials."""
