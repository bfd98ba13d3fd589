"""Modelbook's data layer: a model registry in SQLite or PostgreSQL, sync or async."""
