"""Registered models."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from mldb.errors import DuplicateError, NotFoundError
from mldb.schemas import MLModelCreate, MLModelRead, MLModelTagCreate, MLModelUpdate
from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.changing import change
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.operations.aliases import remove_alias_of
from registry_app.mlflow.operations.versions import versions_of
from registry_app.mlflow.shapes import registry as shapes
from registry_app.mlflow.values import RegistryTags

endpoints = Endpoints(of_model=True)


class NameGiven(Given):
    """A model."""

    name: str


class ModelGiven(NameGiven):
    """A new model."""

    description: str = ""
    tags: RegistryTags


class DescriptionGiven(NameGiven):
    """A model's description."""

    description: str = ""


class RenameGiven(NameGiven):
    """A new name."""

    new_name: str


class TagGiven(NameGiven):
    """A tag of a model."""

    key: str
    value: str = ""


class TagKeyGiven(NameGiven):
    """The key of a tag of a model."""

    key: str


class StagesGiven(NameGiven):
    """Stages of a model's versions; without any, all of them."""

    stages: Annotated[list[str], Field(default_factory=list)]


@endpoints.answer("POST registered-models/create", role=Role.EDITOR)
async def create_model(call: Call, given: ModelGiven) -> Answer:
    """A new model, with its tags."""
    async with call.registry.transaction() as registry:
        try:
            row = await registry.models.create(
                MLModelCreate(name=given.name, description=given.description)
            )
        except DuplicateError:
            message = f"Registered Model (name={given.name}) already exists."
            raise DuplicateError(message, "name") from None
        for tag in given.tags:
            await registry.model_tags.put(
                MLModelTagCreate(model_id=row.id, key=tag.key, value=tag.value)
            )
    return await _answer(call.registry, row.name)


@endpoints.answer("GET registered-models/get", role=Role.VIEWER)
async def get_model(call: Call, given: NameGiven) -> Answer:
    """A model with its tags, aliases and newest versions."""
    return await _answer(call.registry, given.name)


@endpoints.answer("PATCH registered-models/update", role=Role.EDITOR)
async def update_model(call: Call, given: DescriptionGiven) -> Answer:
    """Change the description."""
    row = await _change(call.registry, given.name, {"description": given.description})
    return await _answer(call.registry, row.name)


@endpoints.answer("POST registered-models/rename", role=Role.EDITOR)
async def rename_model(call: Call, given: RenameGiven) -> Answer:
    """Rename a model."""
    row = await _change(call.registry, given.name, {"name": given.new_name})
    return await _answer(call.registry, row.name)


@endpoints.answer("DELETE registered-models/delete", role=Role.EDITOR)
async def delete_model(call: Call, given: NameGiven) -> Answer:
    """Move a model and its versions to the trash; aliases are removed first."""
    async with call.registry.transaction() as registry:
        detail = await registry.model_reader.get(given.name)
        for alias in detail.aliases:
            await remove_alias_of(registry, given.name, alias)
        await registry.models.delete(detail.id)
    return {}


@endpoints.answer(
    "GET registered-models/get-latest-versions",
    "POST registered-models/get-latest-versions",
    role=Role.VIEWER,
)
async def get_latest_versions(call: Call, given: StagesGiven) -> Answer:
    """The newest version of each stage."""
    await call.registry.models.get_by_name(given.name)
    wanted = {stage.lower() for stage in given.stages}
    if unknown := wanted - {stage.lower() for stage in shapes.STAGES}:
        raise ProtocolError.invalid(f"Invalid Model Version stage: {', '.join(sorted(unknown))}.")
    latest = await _latest(call.registry, given.name)
    chosen = [one for one in latest if not wanted or one["current_stage"].lower() in wanted]
    return {"model_versions": chosen} if chosen else {}


@endpoints.answer("POST registered-models/set-tag", role=Role.EDITOR)
async def set_model_tag(call: Call, given: TagGiven) -> Answer:
    """Set a tag."""
    row = await call.registry.models.get_by_name(given.name)
    tag = MLModelTagCreate(model_id=row.id, key=given.key, value=given.value)
    await call.registry.model_tags.put(tag)
    return {}


@endpoints.answer("DELETE registered-models/delete-tag", role=Role.EDITOR)
async def delete_model_tag(call: Call, given: TagKeyGiven) -> Answer:
    """Remove a tag; one that isn't there stays away."""
    row = await call.registry.models.get_by_name(given.name)
    try:
        tag = await call.registry.model_tags.get_by_name(row.id, given.key)
        await call.registry.model_tags.delete(tag.id)
    except NotFoundError:
        return {}
    return {}


async def _change(registry: AsyncRegistry, name: str, values: Mapping[str, Any]) -> MLModelRead:
    return await change(
        lambda: registry.models.get_by_name(name), registry.models.update, MLModelUpdate, values
    )


async def _answer(registry: AsyncRegistry, name: str) -> Answer:
    detail = await registry.model_reader.get(name)
    latest = await _latest(registry, name) if detail.last_version_number else []
    return {"registered_model": shapes.registered_model(detail, latest)}


async def _latest(registry: AsyncRegistry, name: str) -> list[dict[str, Any]]:
    newest = await registry.version_reader.get_newest_by_tag(name, shapes.STAGE)
    if len(newest) > 1:
        return await versions_of(registry, [(name, number) for number in newest.values()])
    found = [await registry.version_reader.get(name, number) for number in newest.values()]
    return [shapes.version_detail(version) for version in found]
