"""Runs: begin, read, change, end, trash and restore."""

from collections.abc import Mapping
from typing import Any, Final

from mldb.schemas import MLRunCreate, MLRunUpdate, RunRecord
from mldb.values.enums import Role, RunStatus
from mldb.values.limits import NAME_LENGTH, URI_LENGTH
from mldb.values.names import is_run_id
from registry_app.core.registry import AsyncRegistry
from registry_app.mlflow.changing import change
from registry_app.mlflow.endpoint import Answer, Call, Endpoints
from registry_app.mlflow.errors import ProtocolError
from registry_app.mlflow.given import Given
from registry_app.mlflow.operations.experiments import live_experiment_of
from registry_app.mlflow.shapes import tracking as shapes
from registry_app.mlflow.shapes.common import moment
from registry_app.mlflow.values import Tags, TimeMs

endpoints = Endpoints()

_PARENT: Final = "mlflow.parentRunId"
_FIELDS: Final = {shapes.RUN_NAME: "name", shapes.NOTE: "description"}
"""Fields of a run that are tags for clients."""


class RunId(Given):
    """A run; older clients call its id `run_uuid`."""

    run_id: str = ""
    run_uuid: str = ""

    @property
    def public_id(self) -> str:
        """Its id.

        Raises:
            ProtocolError: none is given.
        """
        given = self.run_id or self.run_uuid
        if not given:
            raise ProtocolError.invalid("Missing value for required parameter 'run_id'.")
        return given


class RunGiven(Given):
    """A new run."""

    experiment_id: str = "0"
    user_id: str = ""
    run_name: str = ""
    start_time: TimeMs | None = None
    tags: Tags


class RunUpdateGiven(RunId):
    """Changes to a run."""

    status: str = ""
    end_time: TimeMs | None = None
    run_name: str = ""


@endpoints.answer("POST runs/create", role=Role.EDITOR)
async def create_run(call: Call, given: RunGiven) -> Answer:
    """A new run, which is running."""
    experiment = await live_experiment_of(call.registry, given.experiment_id)
    tags = {tag.key: tag.value for tag in given.tags}
    data = MLRunCreate(
        experiment=experiment.name,
        name=given.run_name or tags.get(shapes.RUN_NAME) or None,
        started_at=None if given.start_time is None else moment(given.start_time),
        parent=await _parent(call.registry, tags.get(_PARENT)),
        description=tags.get(shapes.NOTE, ""),
        user_name=(given.user_id or tags.get("mlflow.user", ""))[:NAME_LENGTH],
        source=tags.get("mlflow.source.name", "")[:URI_LENGTH],
        git_commit=tags.get("mlflow.source.git.commit", "")[:NAME_LENGTH],
        tags=stored_tags(tags),
    )
    row = await call.registry.runs.create(data)
    return {"run": shapes.run(RunRecord(row, is_live=True, tags=dict(data.tags)))}


@endpoints.answer("GET runs/get", role=Role.VIEWER)
async def get_run(call: Call, given: RunId) -> Answer:
    """A run with all that it logged, in the trash or not."""
    return {"run": shapes.run(await call.registry.run_records.get(given.public_id))}


@endpoints.answer("POST runs/update", role=Role.EDITOR)
async def update_run(call: Call, given: RunUpdateGiven) -> Answer:
    """Rename or end a run, or let it run again."""
    registry, public_id = call.registry, given.public_id
    record = await live_record(registry, public_id)
    if given.run_name:
        await _update(registry, public_id, {"name": given.run_name})
    if given.status:
        await _set_status(registry, record, given)
    row = await registry.runs.get_by_public_id(public_id)
    return {"run_info": shapes.run_info(row, is_live=True)}


@endpoints.answer("POST runs/delete", role=Role.EDITOR)
async def delete_run(call: Call, given: RunId) -> Answer:
    """Move a run to the trash; there already, it stays there."""
    record = await call.registry.run_records.get(given.public_id)
    if record.run.deleted_at is None:
        await call.registry.runs.delete(record.run.id)
    return {}


@endpoints.answer("POST runs/restore", role=Role.EDITOR)
async def restore_run(call: Call, given: RunId) -> Answer:
    """Restore a run from the trash."""
    record = await call.registry.run_records.get(given.public_id)
    if record.run.deleted_at is not None:
        await call.registry.runs.restore(record.run.id)
    return {}


async def live_record(registry: AsyncRegistry, public_id: str) -> RunRecord:
    """The run, which is not in the trash.

    Raises:
        NotFoundError: there is none.
        ProtocolError: it is in the trash.
    """
    record = await registry.run_records.get(public_id)
    if not record.is_live:
        raise deleted(public_id)
    return record


def deleted(public_id: str) -> ProtocolError:
    """The refusal to change a run in the trash."""
    return ProtocolError.invalid(
        f"The run {public_id} must be in the 'active' state. Current state is deleted."
    )


def stored_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that are stored as tags: name and description are fields of the run."""
    return {key: value for key, value in tags.items() if key not in {shapes.RUN_NAME, shapes.NOTE}}


async def set_fields(registry: AsyncRegistry, public_id: str, tags: Mapping[str, str]) -> None:
    """Set the fields of a run that clients know as tags."""
    values: dict[str, Any] = {field: tags[key] for key, field in _FIELDS.items() if key in tags}
    if _PARENT in tags:
        values["parent"] = await _parent(registry, tags[_PARENT])
    if values:
        await _update(registry, public_id, values)


async def _update(registry: AsyncRegistry, public_id: str, values: Mapping[str, Any]) -> None:
    await change(
        lambda: registry.runs.get_by_public_id(public_id),
        registry.runs.update,
        MLRunUpdate,
        values,
    )


async def _set_status(registry: AsyncRegistry, record: RunRecord, given: RunUpdateGiven) -> None:
    status = shapes.STATUSES.get(given.status)
    run = record.run
    if status is None:
        raise ProtocolError.invalid(
            f"Invalid value \"{given.status}\" for parameter 'status' supplied."
        )
    if status is RunStatus.RUNNING:
        await registry.runs.resume(run.public_id)
    elif status.is_ended:
        ended_at = None
        if given.end_time is not None:
            # The clock of the program may differ from that of the program that began the run.
            ended_at = max(moment(given.end_time), run.started_at)
        await registry.runs.end(run.public_id, status, ended_at)


async def _parent(registry: AsyncRegistry, public_id: str | None) -> str | None:
    """The id, if there is such a run: a client may name one of another server."""
    if public_id is None or not is_run_id(public_id):
        return None
    return public_id if await registry.runs.get_many([public_id]) else None
