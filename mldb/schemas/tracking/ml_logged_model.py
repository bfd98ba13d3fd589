"""Logged models: input and output."""

from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from mldb.schemas.base import (
    UNCHANGED,
    AttributedRead,
    DeletedAt,
    DeletedBy,
    UpdateSchema,
    WriteSchema,
)
from mldb.schemas.item import PARAMS, TAGS
from mldb.schemas.tracking.ml_run import RUN_ID
from mldb.values.enums import VersionStatus
from mldb.values.limits import EXPERIMENT_NAME_LENGTH, NAME_LENGTH
from mldb.values.mappings import Params, Tags
from mldb.values.names import ExperimentName, Name, RunId
from mldb.values.numbers import MetricNumber, MetricNumberRead, Step, TimeMs
from mldb.values.texts import Line

LOGGED_MODEL_ID: Final = f"m-{RUN_ID}"

EXPERIMENT: Final[Any] = Field(description="Name of its experiment.", examples=["churn"])
NAME: Final[Any] = Field(
    description="Name of the model; several may have the same.", examples=["classifier"]
)
MODEL_TYPE: Final[Any] = Field(
    description="Type of the model, in the words of the client.", examples=["sklearn"]
)
STATUS: Final[Any] = Field(description="Whether its files can be used yet.", examples=["ready"])
STEP: Final[Any] = Field(
    description="Step of the training at which it was saved; null: at none in particular.",
    examples=[1000],
)
VALUE: Final[Any] = Field(
    description='The value; also "NaN", "Infinity" and "-Infinity".', examples=[0.931]
)
DATASET_NAME: Final[Any] = Field(
    description="Name of the dataset it was measured on; empty: none in particular.", examples=[""]
)
DATASET_DIGEST: Final[Any] = Field(description="Digest of that dataset.", examples=[""])
TIME_MS: Final[Any] = Field(
    description="Milliseconds since 1970; null: now.", examples=[1_772_366_400_000]
)


class LoggedModelCreate(WriteSchema):
    """A model that a run saved, or that belongs to an experiment only."""

    experiment: Annotated[
        ExperimentName | None,
        Field(
            description="Name of its experiment; null: the experiment of the run, or `Default`.",
            examples=["churn"],
        ),
    ] = None
    run: Annotated[
        RunId | None, Field(description="Id of the run that saved it.", examples=[RUN_ID])
    ] = None
    name: Annotated[
        Name | None,
        Field(description="Name of the model; null: one is made up.", examples=["classifier"]),
    ] = None
    model_type: Annotated[Line, StringConstraints(max_length=NAME_LENGTH), MODEL_TYPE] = ""
    status: Annotated[VersionStatus, STATUS] = VersionStatus.PENDING
    step: Annotated[Step | None, STEP] = None
    params: Annotated[Params, PARAMS] = Field(default_factory=dict)
    tags: Annotated[Tags, TAGS] = Field(default_factory=dict)


class LoggedModelUpdate(UpdateSchema):
    """Changes to the copy of a logged model that has this `row_version`."""

    name: Annotated[Name, NAME] = UNCHANGED
    model_type: Annotated[Line, StringConstraints(max_length=NAME_LENGTH), MODEL_TYPE] = UNCHANGED


class LoggedModelItems(WriteSchema):
    """Parameters and tags to log."""

    params: Annotated[Params, PARAMS] = Field(default_factory=dict)
    tags: Annotated[Tags, TAGS] = Field(default_factory=dict)


class LoggedModelMetric(WriteSchema):
    """A metric of a logged model."""

    name: Annotated[Name, Field(description="Name of the metric.", examples=["auc"])]
    value: Annotated[MetricNumber, VALUE]
    step: Annotated[Step, Field(description="Step of the training.", examples=[1000])] = 0
    time_ms: Annotated[TimeMs | None, TIME_MS] = None
    dataset_name: Annotated[
        Line, StringConstraints(max_length=EXPERIMENT_NAME_LENGTH), DATASET_NAME
    ] = ""
    dataset_digest: Annotated[Line, StringConstraints(max_length=NAME_LENGTH), DATASET_DIGEST] = ""


class LoggedModelRead(AttributedRead):
    """A logged model."""

    public_id: str = Field(
        description="Id of the model for URLs and people, m- and 32 hex digits.",
        examples=[LOGGED_MODEL_ID],
    )
    experiment_id: int = Field(description="The `id` of its experiment.", examples=[12])
    experiment_name: Annotated[str, EXPERIMENT]
    run_public_id: str | None = Field(
        description="Id of the run that saved it; null: none did.", examples=[RUN_ID]
    )
    name: Annotated[str, NAME]
    model_type: Annotated[str, MODEL_TYPE]
    status: Annotated[VersionStatus, STATUS]
    step: Annotated[int | None, STEP]
    deleted_at: DeletedAt
    deleted_by: DeletedBy


class LoggedModelMetricRead(BaseModel):
    """A metric of a logged model."""

    model_config = ConfigDict(
        from_attributes=True, frozen=True, defer_build=True, ser_json_inf_nan="strings"
    )

    name: str = Field(description="Name of the metric.", examples=["auc"])
    value: Annotated[MetricNumberRead, VALUE]
    step: int = Field(description="Step of the training.", examples=[1000])
    time_ms: int = Field(description="Milliseconds since 1970.", examples=[1_772_366_400_000])
    dataset_name: Annotated[str, DATASET_NAME]
    dataset_digest: Annotated[str, DATASET_DIGEST]


class LoggedModelDetail(LoggedModelRead):
    """A logged model with its parameters, tags and metrics, by name."""

    params: Annotated[dict[str, str], PARAMS]
    tags: Annotated[dict[str, str], TAGS]
    metrics: list[LoggedModelMetricRead] = Field(
        description="Metrics by name, dataset, step and time."
    )
