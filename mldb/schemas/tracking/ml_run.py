"""Runs: input and output."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from mldb.schemas.base import (
    UNCHANGED,
    AttributedRead,
    DeletedAt,
    DeletedBy,
    UpdateSchema,
    WriteSchema,
    Written,
)
from mldb.schemas.item import PARAMS, TAGS
from mldb.values.enums import RunStatus
from mldb.values.limits import NAME_LENGTH, URI_LENGTH
from mldb.values.mappings import Params, Tags
from mldb.values.names import DEFAULT_EXPERIMENT, ExperimentName, Name, RunId
from mldb.values.texts import Line, Text
from mldb.values.times import Moment

RUN_ID: Final = "7f3d1a542f0b4f3e9d0c0a1b2c3d4e5f"

EXPERIMENT: Final[Any] = Field(description="Name of its experiment.", examples=["churn"])
NAME: Final[Any] = Field(
    description="Name of the run; several may have the same.", examples=["brisk-otter-412"]
)
STATUS: Final[Any] = Field(
    description="Whether the run has ended, and how.", examples=[RunStatus.RUNNING]
)
DESCRIPTION: Final[Any] = Field(
    description="Text for people, in Markdown.", examples=["With the data of February."]
)
STARTED_AT: Final[Any] = Field(description="When it started.", examples=["2026-03-01T12:00:00Z"])
PARENT: Final[Any] = Field(
    description="Id of the run that this one is a part of; null: it is a part of none.",
    examples=[None],
)
USER_NAME: Final[Any] = Field(
    description="Who started it, as the client says; `created_by` is who really acted.",
    examples=["alice"],
)
SOURCE: Final[Any] = Field(
    description="Program or notebook that was executed.", examples=["train.py"]
)
GIT_COMMIT: Final[Any] = Field(
    description="Git commit of its code.", examples=["9c2f1e7a3b5d4c6e8f0a1b2c3d4e5f6a7b8c9d0e"]
)


def _not_ended(status: RunStatus) -> RunStatus:
    if status.is_ended:
        raise PydanticCustomError(
            "run_status", "A new run is running or scheduled. End it afterwards."
        )
    return status


class MLRunCreate(WriteSchema):
    """A new run, with its first parameters and tags."""

    experiment: Annotated[ExperimentName, EXPERIMENT] = DEFAULT_EXPERIMENT
    name: Annotated[
        Name | None,
        Field(description="Name of the run; null: one is made up.", examples=["brisk-otter-412"]),
    ] = None
    status: Annotated[RunStatus, AfterValidator(_not_ended), STATUS] = RunStatus.RUNNING
    started_at: Annotated[
        Moment | None,
        Field(description="When it started; null: now.", examples=["2026-03-01T12:00:00Z"]),
    ] = None
    parent: Annotated[RunId | None, PARENT] = None
    description: Annotated[Text, DESCRIPTION] = ""
    user_name: Annotated[Line, StringConstraints(max_length=NAME_LENGTH), USER_NAME] = ""
    source: Annotated[Line, StringConstraints(max_length=URI_LENGTH), SOURCE] = ""
    git_commit: Annotated[Line, StringConstraints(max_length=NAME_LENGTH), GIT_COMMIT] = ""
    params: Annotated[Params, PARAMS] = Field(default_factory=dict)
    tags: Annotated[Tags, TAGS] = Field(default_factory=dict)


class MLRunChanges(WriteSchema):
    """Changes to a run; it stays in its experiment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "with-more-data"}]})

    name: Annotated[Name, NAME] = UNCHANGED
    description: Annotated[Text, DESCRIPTION] = UNCHANGED
    parent: Annotated[RunId | None, PARENT] = UNCHANGED


class MLRunUpdate(MLRunChanges, UpdateSchema):
    """Changes to the copy of a run that has this `row_version`."""


class MLRunRead(AttributedRead):
    """A run."""

    public_id: str = Field(
        description="Id of the run for URLs and people, 32 hex digits.", examples=[RUN_ID]
    )
    experiment_id: int = Field(description="The `id` of its experiment.", examples=[12])
    experiment_name: Annotated[str, EXPERIMENT]
    parent_public_id: Annotated[str | None, PARENT]
    name: Annotated[str, NAME]
    status: Annotated[RunStatus, STATUS]
    description: Annotated[str, DESCRIPTION]
    started_at: Annotated[Written, STARTED_AT]
    ended_at: Annotated[
        Moment | None, Field(description="When it ended; null: it has not.", examples=[None])
    ]
    user_name: Annotated[str, USER_NAME]
    source: Annotated[str, SOURCE]
    git_commit: Annotated[str, GIT_COMMIT]
    created_via: str | None = Field(
        description="Name of the API token of the program that created it; null: without one.",
        examples=[None],
    )
    deleted_at: DeletedAt
    deleted_by: DeletedBy
