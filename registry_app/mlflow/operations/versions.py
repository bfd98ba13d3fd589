"""Versions of registered models."""

import re
from collections.abc import Sequence
from typing import Any

from mldb.errors import NotFoundError
from mldb.schemas import (
    MLModelAliasRef,
    MLModelVersionRead,
    MLModelVersionTagCreate,
    MLModelVersionUpdate,
)
from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.changing import change
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.shapes import registry as shapes

endpoints = Endpoints(of_model=True)


class VersionGiven(Given):
    """A version."""

    name: str
    version: str

    @property
    def number(self) -> int:
        """Its number.

        Raises:
            ProtocolError: it is none.
        """
        if not re.fullmatch("[0-9]{1,10}", self.version):
            raise ProtocolError.invalid(
                f"Parameter 'version' must be an integer, got '{self.version[:100]}'."
            )
        return int(self.version)


class DescriptionGiven(VersionGiven):
    """A version's description."""

    description: str = ""


class TagGiven(VersionGiven):
    """A tag of a version."""

    key: str
    value: str = ""


class TagKeyGiven(VersionGiven):
    """The key of a tag of a version."""

    key: str


class StageGiven(VersionGiven):
    """A stage for a version."""

    stage: str
    archive_existing_versions: bool = False


@endpoints.answer("GET model-versions/get", role=Role.VIEWER)
async def get_version(call: Call, given: VersionGiven) -> Answer:
    """A version with its tags and aliases."""
    return await answer(call.registry, given.name, given.number)


@endpoints.answer("PATCH model-versions/update", role=Role.EDITOR)
async def update_version(call: Call, given: DescriptionGiven) -> Answer:
    """Change the description."""
    versions = call.registry.versions
    await change(
        lambda: versions.get_by_number(given.name, given.number),
        versions.update,
        MLModelVersionUpdate,
        {"description": given.description},
    )
    return await answer(call.registry, given.name, given.number)


@endpoints.answer("DELETE model-versions/delete", role=Role.EDITOR)
async def delete_version(call: Call, given: VersionGiven) -> Answer:
    """Move a version to the trash; its aliases are removed first."""
    async with call.registry.transaction() as registry:
        row = await registry.versions.get_by_number(given.name, given.number)
        summaries = await registry.version_reader.get_summaries([row.id])
        for alias in summaries[row.id].aliases:
            await registry.aliases.remove(MLModelAliasRef(model_name=given.name, name=alias))
        await registry.versions.delete(row.id)
    return {}


@endpoints.answer("POST model-versions/set-tag", role=Role.EDITOR)
async def set_version_tag(call: Call, given: TagGiven) -> Answer:
    """Set a tag."""
    row = await call.registry.versions.get_by_number(given.name, given.number)
    await _set_tag(call.registry, row, given.key, given.value)
    return {}


@endpoints.answer("DELETE model-versions/delete-tag", role=Role.EDITOR)
async def delete_version_tag(call: Call, given: TagKeyGiven) -> Answer:
    """Remove a tag; one that isn't there stays away."""
    row = await call.registry.versions.get_by_number(given.name, given.number)
    await _remove_tag(call.registry, row, given.key)
    return {}


@endpoints.answer("POST model-versions/transition-stage", role=Role.EDITOR)
async def transition_stage(call: Call, given: StageGiven) -> Answer:
    """Set the stage of a version; others of that stage are archived if that is asked for."""
    stage = next((one for one in shapes.STAGES if one.lower() == given.stage.lower()), None)
    if stage is None:
        raise ProtocolError.invalid(
            f"Invalid Model Version stage: {given.stage[:100]}. Value must be one of "
            f"{', '.join(shapes.STAGES)}."
        )
    async with call.registry.transaction() as registry:
        row = await registry.versions.get_by_number(given.name, given.number)
        if given.archive_existing_versions and stage in {"Staging", "Production"}:
            await _archive_others(registry, row, stage)
        if stage == shapes.NO_STAGE:
            await _remove_tag(registry, row, shapes.STAGE)
        else:
            await _set_tag(registry, row, shapes.STAGE, stage)
    return await answer(call.registry, given.name, given.number)


async def answer(registry: AsyncRegistry, name: str, number: int) -> Answer:
    """The version of this name and number as `model_version`."""
    return {"model_version": shapes.version_detail(await registry.version_reader.get(name, number))}


async def versions_of(
    registry: AsyncRegistry, labels: Sequence[tuple[str, int]]
) -> list[dict[str, Any]]:
    """The versions with these names and numbers, at most 1,000."""
    if not labels:
        return []
    return await shapes_of(registry, await registry.version_reader.get_many(labels))


async def shapes_of(
    registry: AsyncRegistry, rows: Sequence[MLModelVersionRead]
) -> list[dict[str, Any]]:
    """These versions with their tags and aliases; for at most 1,000."""
    ids = [row.id for row in rows]
    tags = await registry.version_tags.get_of_owners(ids)
    summaries = await registry.version_reader.get_summaries(ids)
    return [
        shapes.model_version(row, tags.get(row.id, {}), summaries[row.id].aliases) for row in rows
    ]


async def _archive_others(registry: AsyncRegistry, row: MLModelVersionRead, stage: str) -> None:
    text = f'tag.{shapes.STAGE}:"{stage}"'
    async for page in registry.versions.search_all(text, model_name=row.model_name):
        for other in page:
            if other.id != row.id:
                await _set_tag(registry, other, shapes.STAGE, "Archived")


async def _set_tag(registry: AsyncRegistry, row: MLModelVersionRead, key: str, value: str) -> None:
    await registry.version_tags.put(
        MLModelVersionTagCreate(version_id=row.id, key=key, value=value)
    )


async def _remove_tag(registry: AsyncRegistry, row: MLModelVersionRead, key: str) -> None:
    try:
        tag = await registry.version_tags.get_by_name(row.id, key)
        await registry.version_tags.delete(tag.id)
    except NotFoundError:
        return
