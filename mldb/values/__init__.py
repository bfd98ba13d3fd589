"""Constrained types, enums and limits: the shape of single values."""
