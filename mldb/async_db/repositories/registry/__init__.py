"""Repositories of models, versions, their items and their aliases."""
