"""Schemas of models, versions, their items, aliases and views."""
