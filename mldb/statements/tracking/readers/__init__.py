"""Statements of the readers: columns of several tables, without the ORM."""
