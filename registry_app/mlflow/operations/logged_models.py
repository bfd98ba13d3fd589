"""Models that runs saved."""

from typing import Annotated
from urllib.parse import unquote

from pydantic import Field

from mldb.schemas import LoggedModelCreate, Owner
from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.listing import directory_answer
from registry_app.mlflow.locations import Location, check_path, logged_model_root
from registry_app.mlflow.operations.experiments import live_experiment_of
from registry_app.mlflow.operations.runs import RunId, live_record
from registry_app.mlflow.shapes import logged_models as shapes
from registry_app.mlflow.values import ParamGiven, Step, Tags

endpoints = Endpoints()


class ModelIdGiven(Given):
    """A logged model."""

    model_id: str


class ModelGiven(Given):
    """A new logged model."""

    experiment_id: str
    name: str = ""
    model_type: str = ""
    source_run_id: str = ""
    params: Annotated[list[ParamGiven], Field(default_factory=list)]
    tags: Tags


class StatusGiven(ModelIdGiven):
    """The status of a logged model."""

    status: str


class ParamsGiven(ModelIdGiven):
    """Parameters of a logged model."""

    params: Annotated[list[ParamGiven], Field(default_factory=list)]


class TagsGiven(ModelIdGiven):
    """Tags of a logged model."""

    tags: Tags


class TagKeyGiven(ModelIdGiven):
    """The key of a tag of a logged model."""

    key: str


class DirectoryGiven(ModelIdGiven):
    """A directory of a logged model."""

    artifact_directory_path: str = ""


class OutputGiven(Given):
    """A model that a run saved, and the step at which it did."""

    model_id: str
    step: Step = 0


class OutputsGiven(RunId):
    """The models that a run saved."""

    models: Annotated[list[OutputGiven], Field(default_factory=list)]


@endpoints.answer("POST logged-models", role=Role.EDITOR)
async def create_logged_model(call: Call, given: ModelGiven) -> Answer:
    """A new logged model, whose files are still to come."""
    experiment = await live_experiment_of(call.registry, given.experiment_id)
    data = LoggedModelCreate(
        experiment=experiment.name,
        run=given.source_run_id or None,
        name=given.name or None,
        model_type=given.model_type,
        params={param.key: param.value for param in given.params},
        tags={tag.key: tag.value for tag in given.tags},
    )
    row = await call.registry.logged_models.create(data)
    return await _answer(call.registry, row.public_id)


@endpoints.answer("GET logged-models/{model_id}", role=Role.VIEWER)
async def get_logged_model(call: Call, given: ModelIdGiven) -> Answer:
    """A logged model with its parameters, tags and metrics."""
    return await _answer(call.registry, given.model_id)


@endpoints.answer("PATCH logged-models/{model_id}", role=Role.EDITOR)
async def finish_logged_model(call: Call, given: StatusGiven) -> Answer:
    """Say that the files of a logged model are complete, or failed to become so."""
    status = shapes.STATUSES.get(given.status)
    if status is None:
        raise ProtocolError.invalid(
            f"Invalid value \"{given.status[:100]}\" for parameter 'status' supplied."
        )
    await call.registry.logged_models.finish(given.model_id, status)
    return await _answer(call.registry, given.model_id)


@endpoints.answer("POST logged-models/{model_id}/params", role=Role.EDITOR)
async def log_logged_model_params(call: Call, given: ParamsGiven) -> Answer:
    """Add parameters."""
    params = {param.key: param.value for param in given.params}
    await call.registry.logged_models.log_params(given.model_id, params)
    return {}


@endpoints.answer("PATCH logged-models/{model_id}/tags", role=Role.EDITOR)
async def set_logged_model_tags(call: Call, given: TagsGiven) -> Answer:
    """Set tags."""
    tags = {tag.key: tag.value for tag in given.tags}
    await call.registry.logged_models.log_tags(given.model_id, tags)
    return {}


@endpoints.answer("DELETE logged-models/{model_id}/tags/{key}", role=Role.EDITOR)
async def delete_logged_model_tag(call: Call, given: TagKeyGiven) -> Answer:
    """Remove a tag."""
    await call.registry.logged_models.delete_tag(given.model_id, unquote(given.key))
    return {}


@endpoints.answer("GET logged-models/{model_id}/artifacts/directories", role=Role.VIEWER)
async def list_logged_model_files(call: Call, given: DirectoryGiven) -> Answer:
    """The entries of a directory of a logged model."""
    row = await call.registry.logged_models.get_by_public_id(given.model_id)
    location = Location(
        Owner.logged_model(row.public_id), check_path(given.artifact_directory_path)
    )
    return await directory_answer(call, logged_model_root(row), location)


@endpoints.answer("DELETE logged-models/{model_id}", role=Role.EDITOR)
async def delete_logged_model(call: Call, given: ModelIdGiven) -> Answer:
    """Move a logged model to the trash."""
    row = await call.registry.logged_models.get_by_public_id(given.model_id)
    await call.registry.logged_models.delete(row.id)
    return {}


@endpoints.answer("POST runs/outputs", role=Role.EDITOR)
async def log_outputs(call: Call, given: OutputsGiven) -> Answer:
    """Record at which steps the run saved its models."""
    await live_record(call.registry, given.public_id)
    steps = {one.model_id: one.step for one in given.models}
    await call.registry.logged_models.set_outputs(given.public_id, steps)
    return {}


async def _answer(registry: AsyncRegistry, public_id: str) -> Answer:
    return {"model": shapes.logged_model(await registry.logged_models.get_detail(public_id))}
