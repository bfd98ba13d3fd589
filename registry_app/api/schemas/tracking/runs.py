"""Runs in requests."""

from typing import Annotated

from pydantic import Field

from mldb.schemas import MLRunCreate
from mldb.schemas.base import WriteSchema
from mldb.schemas.item import PARAMS, TAGS
from mldb.values.enums import RunStatus
from mldb.values.mappings import Params, Tags
from mldb.values.times import Moment
from registry_app.api.schemas.strict import OBJECT


class RunBody(MLRunCreate):
    """A new run, with its first parameters and tags."""

    params: Annotated[Params, OBJECT, PARAMS] = Field(default_factory=dict)
    tags: Annotated[Tags, OBJECT, TAGS] = Field(default_factory=dict)


class RunEnd(WriteSchema):
    """How and when a run ended."""

    status: RunStatus = Field(
        RunStatus.FINISHED,
        description="How it ended: finished, failed or killed.",
        examples=["finished"],
        json_schema_extra={"enum": [one.value for one in RunStatus if one.is_ended]},
    )
    ended_at: Moment | None = Field(
        None,
        description="When it ended; null: now, or when it ended before.",
        examples=["2026-03-01T12:30:00Z"],
    )
