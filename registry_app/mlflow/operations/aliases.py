"""Aliases of registered models."""

from typing import Any

from mldb.errors import NotFoundError
from mldb.schemas import MLModelAliasMove, MLModelAliasRef
from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.given import Given
from registry_app.mlflow.operations.versions import VersionGiven
from registry_app.mlflow.shapes.registry import STAGE, version_detail

endpoints = Endpoints(of_model=True)


class AliasGiven(Given):
    """An alias of a model."""

    name: str
    alias: str


class AliasMoveGiven(VersionGiven):
    """An alias for a version."""

    alias: str


@endpoints.answer("GET registered-models/alias", role=Role.VIEWER)
async def get_by_alias(call: Call, given: AliasGiven) -> Answer:
    """The version to which an alias points; of a stage's name, the newest version in the stage."""
    try:
        found = await call.registry.alias_reader.get(given.name, given.alias)
    except NotFoundError:
        # If there is no such model, that is the error.
        await call.registry.models.get_by_name(given.name)
        return {"model_version": await _newest_in_stage(call.registry, given)}
    if found.version is None:
        raise NotFoundError("alias", given.alias)
    return {"model_version": version_detail(found.version)}


@endpoints.answer("POST registered-models/alias", role=Role.EDITOR)
async def set_alias(call: Call, given: AliasMoveGiven) -> Answer:
    """Point an alias to a version."""
    move = MLModelAliasMove(model_name=given.name, name=given.alias, version=given.number)
    await call.registry.aliases.move(move)
    return {}


@endpoints.answer("DELETE registered-models/alias", role=Role.EDITOR)
async def delete_alias(call: Call, given: AliasGiven) -> Answer:
    """Remove an alias; one that isn't there stays away."""
    await call.registry.models.get_by_name(given.name)
    await remove_alias_of(call.registry, given.name, given.alias)
    return {}


async def _newest_in_stage(registry: AsyncRegistry, given: AliasGiven) -> dict[str, Any]:
    """The newest version in the stage that the alias is named like.

    Raises:
        NotFoundError: it is no name of a stage, or no version is in it.
    """
    newest = await registry.version_reader.get_newest_by_tag(given.name, STAGE)
    for stage, number in newest.items():
        if stage and stage.lower() == given.alias.lower():
            return version_detail(await registry.version_reader.get(given.name, number))
    raise NotFoundError("alias", given.alias)


async def remove_alias_of(registry: AsyncRegistry, model_name: str, alias: str) -> None:
    """Remove an alias of a model, if it is there."""
    try:
        await registry.aliases.remove(MLModelAliasRef(model_name=model_name, name=alias))
    except NotFoundError:
        return
