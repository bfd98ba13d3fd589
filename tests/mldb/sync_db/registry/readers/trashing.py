# Generated from tests/mldb/async_db/registry/readers/trashing.py by `make twins`.
"""Trashing a model that is in use."""

from mldb.schemas import MLModelAliasRef, MLModelRead
from mldb.sync_db import Registry


def trash(registry: Registry, model: MLModelRead) -> None:
    """Remove the model's aliases, then trash it."""
    for alias in registry.aliases.get_all(model.name):
        registry.aliases.remove(MLModelAliasRef(model_name=model.name, name=alias.name))
    registry.models.delete(model.id)
