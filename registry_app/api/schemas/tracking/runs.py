"""Runs in requests."""

from typing import Annotated

from pydantic import BaseModel, Field

from mldb.rules.comparison import COMPARED_LIMIT
from mldb.schemas import ComparedRun, MLRunCreate, MLRunRead, RegisterFromRun, RunDetail, RunParts
from mldb.schemas.base import WriteSchema
from mldb.schemas.item import PARAMS, TAGS
from mldb.schemas.tracking.ml_run import RUN_ID
from mldb.values.enums import RunStatus
from mldb.values.mappings import Params, Tags
from mldb.values.names import RunId
from mldb.values.times import Moment
from registry_app.api.schemas.strict import OBJECT


class RunBody(MLRunCreate):
    """A new run, with its first parameters and tags."""

    params: Annotated[Params, OBJECT, PARAMS] = Field(default_factory=dict)
    tags: Annotated[Tags, OBJECT, TAGS] = Field(default_factory=dict)


class RunInFull(MLRunRead, RunParts):
    """A run with its parts."""

    @classmethod
    def of(cls, detail: RunDetail) -> "RunInFull":
        """The run and its parts as one object."""
        parts = {name: part for name, part in vars(detail).items() if name != "run"}
        return cls.model_construct(**vars(detail.run), **parts)


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


class RunComparison(BaseModel):
    """Runs side by side."""

    runs: list[ComparedRun] = Field(description="The runs, in the order of the request.")
    missing: list[str] = Field(
        description="Requested runs that don't exist or are in the trash.", examples=[["0" * 32]]
    )


class CompareRunsQuery(BaseModel):
    """Selects runs to compare."""

    run: Annotated[list[RunId], Field(min_length=1, max_length=COMPARED_LIMIT)] = Field(
        description="The `public_id` of a run; repeat it.", examples=[[RUN_ID]]
    )


class VersionFromRunBody(RegisterFromRun):
    """A version to register, with metrics and parameters of the run it comes from."""

    tags: Annotated[Tags, OBJECT, TAGS] = Field(default_factory=dict)
