"""The query language in SQL."""
