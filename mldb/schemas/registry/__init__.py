"""Schemas of models, versions and what belongs to them."""
