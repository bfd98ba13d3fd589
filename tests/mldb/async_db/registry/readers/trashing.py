"""Trashing a model that is in use."""

from mldb.async_db import Registry
from mldb.schemas import MLModelAliasRef, MLModelRead


async def trash(registry: Registry, model: MLModelRead) -> None:
    """Remove the model's aliases, then trash it."""
    for alias in await registry.aliases.get_all(model.name):
        await registry.aliases.remove(MLModelAliasRef(model_name=model.name, name=alias.name))
    await registry.models.delete(model.id)
