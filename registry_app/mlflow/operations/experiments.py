"""Experiments."""

from collections.abc import Mapping
from typing import Any

from mldb.errors import DuplicateError, NotFoundError
from mldb.schemas import (
    MLExperimentCreate,
    MLExperimentRead,
    MLExperimentTagCreate,
    MLExperimentUpdate,
)
from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.changing import change
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.shapes import tracking as shapes
from registry_app.mlflow.values import Key, Tags, row_id

endpoints = Endpoints()


class NameGiven(Given):
    """An experiment, by name."""

    experiment_name: str


class IdGiven(Given):
    """An experiment, by id."""

    experiment_id: str


class ExperimentGiven(Given):
    """A new experiment."""

    name: str
    artifact_location: str = ""
    tags: Tags


class RenameGiven(IdGiven):
    """A new name."""

    new_name: str


class ExperimentTagGiven(IdGiven):
    """A tag of an experiment."""

    key: Key
    value: str = ""


class TagKeyGiven(IdGiven):
    """The key of a tag of an experiment."""

    key: str


@endpoints.answer("POST experiments/create", role=Role.EDITOR)
async def create_experiment(call: Call, given: ExperimentGiven) -> Answer:
    """A new experiment."""
    tags = {tag.key: tag.value for tag in given.tags}
    description = tags.pop(shapes.NOTE, "")
    if given.artifact_location and not given.artifact_location.startswith("mlflow-artifacts:"):
        tags[shapes.ARTIFACT_LOCATION] = given.artifact_location
    data = MLExperimentCreate(name=given.name, description=description, tags=tags)
    try:
        row = await call.registry.experiments.create(data)
    except DuplicateError:
        raise DuplicateError(f"Experiment(name={given.name}) already exists.", "name") from None
    return {"experiment_id": str(row.id)}


@endpoints.answer("GET experiments/get", role=Role.VIEWER)
async def get_experiment(call: Call, given: IdGiven) -> Answer:
    """An experiment by id, in the trash or not."""
    row = await experiment_of(call.registry, given.experiment_id)
    return {"experiment": await _shape(call.registry, row)}


@endpoints.answer("GET experiments/get-by-name", role=Role.VIEWER)
async def get_experiment_by_name(call: Call, given: NameGiven) -> Answer:
    """An experiment by name, in the trash or not."""
    row = await call.registry.experiments.get_by_name(given.experiment_name, in_trash=True)
    return {"experiment": await _shape(call.registry, row)}


@endpoints.answer("POST experiments/update", role=Role.EDITOR)
async def update_experiment(call: Call, given: RenameGiven) -> Answer:
    """Rename an experiment."""
    await _change(call.registry, given.experiment_id, {"name": given.new_name})
    return {}


@endpoints.answer("POST experiments/delete", role=Role.EDITOR)
async def delete_experiment(call: Call, given: IdGiven) -> Answer:
    """Move an experiment to the trash; there already, it stays there."""
    row = await experiment_of(call.registry, given.experiment_id)
    if row.deleted_at is None:
        await call.registry.experiments.delete(row.id)
    return {}


@endpoints.answer("POST experiments/restore", role=Role.EDITOR)
async def restore_experiment(call: Call, given: IdGiven) -> Answer:
    """Restore an experiment from the trash."""
    row = await experiment_of(call.registry, given.experiment_id)
    if row.deleted_at is not None:
        await call.registry.experiments.restore(row.id)
    return {}


@endpoints.answer("POST experiments/set-experiment-tag", role=Role.EDITOR)
async def set_experiment_tag(call: Call, given: ExperimentTagGiven) -> Answer:
    """Set a tag; the description is one."""
    if given.key == shapes.NOTE:
        await _change(call.registry, given.experiment_id, {"description": given.value})
    else:
        row = await live_experiment_of(call.registry, given.experiment_id)
        tag = MLExperimentTagCreate(experiment_id=row.id, key=given.key, value=given.value)
        await call.registry.experiment_tags.put(tag)
    return {}


@endpoints.answer("POST experiments/delete-experiment-tag", role=Role.EDITOR)
async def delete_experiment_tag(call: Call, given: TagKeyGiven) -> Answer:
    """Remove a tag."""
    row = await live_experiment_of(call.registry, given.experiment_id)
    try:
        tag = await call.registry.experiment_tags.get_by_name(row.id, given.key)
    except NotFoundError:
        raise ProtocolError.missing(
            f"No tag with name: {given.key} in experiment with id {row.id}"
        ) from None
    await call.registry.experiment_tags.delete(tag.id)
    return {}


async def experiment_of(registry: AsyncRegistry, experiment_id: str) -> MLExperimentRead:
    """The experiment with this id, in the trash or not.

    Raises:
        ProtocolError: there is none.
    """
    found = row_id(experiment_id)
    if found is not None:
        for find in (registry.experiments.get, registry.experiments.get_from_trash):
            try:
                return await find(found)
            except NotFoundError:
                continue
    raise ProtocolError.missing(f"No Experiment with id={experiment_id[:100]} exists")


async def live_experiment_of(registry: AsyncRegistry, experiment_id: str) -> MLExperimentRead:
    """The experiment with this id, which is not in the trash.

    Raises:
        ProtocolError: there is none, or it is in the trash.
    """
    row = await experiment_of(registry, experiment_id)
    if row.deleted_at is not None:
        raise ProtocolError.invalid(
            f"The experiment {row.id} must be in the 'active' state. Current state is deleted."
        )
    return row


async def _change(registry: AsyncRegistry, experiment_id: str, values: Mapping[str, Any]) -> None:
    await change(
        lambda: live_experiment_of(registry, experiment_id),
        registry.experiments.update,
        MLExperimentUpdate,
        values,
    )


async def _shape(registry: AsyncRegistry, row: MLExperimentRead) -> dict[str, Any]:
    tags = await registry.experiment_tags.get_of_owners([row.id])
    return shapes.experiment(row, tags.get(row.id, {}))
