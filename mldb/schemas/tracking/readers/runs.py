"""Runs with what they logged."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from mldb.schemas.item import PARAMS, TAGS
from mldb.schemas.registry.ml_model_version import MLModelVersionRead
from mldb.schemas.tracking.ml_logged_model import LoggedModelRead
from mldb.schemas.tracking.ml_run import RUN_ID, MLRunRead
from mldb.values.enums import RunStatus
from mldb.values.numbers import MetricNumberRead


class _Part(BaseModel):
    model_config = ConfigDict(
        from_attributes=True, frozen=True, defer_build=True, ser_json_inf_nan="strings"
    )


class MetricStatistics(_Part):
    """Last, least and greatest value of a metric of a run."""

    last: MetricNumberRead = Field(
        description='The last value; also "NaN", "Infinity" and "-Infinity".', examples=[0.31]
    )
    min: MetricNumberRead | None = Field(
        description="The least value; null: no value is a number.", examples=[0.29]
    )
    max: MetricNumberRead | None = Field(
        description="The greatest value; null: no value is a number.", examples=[0.87]
    )


class RunRef(_Part):
    """A run by its id, with what a link to it shows."""

    public_id: str = Field(description="Id of the run.", examples=[RUN_ID])
    name: str = Field(description="Name of the run.", examples=["brisk-otter-412"])
    status: RunStatus = Field(
        description="Whether the run has ended, and how.", examples=["finished"]
    )


class RunInputRead(_Part):
    """A dataset that a run read."""

    name: str = Field(description="Name of the dataset.", examples=["transactions"])
    digest: str = Field(description="Digest of its content.", examples=["9f86d081"])
    context: str = Field(description="What the run read it for.", examples=["training"])
    source_type: str = Field(description="Type of its source.", examples=["s3"])
    source: str = Field(description="Where it lies.", examples=["s3://bucket/t"])


class RunCells(_Part):
    """The cells of a run in a table: metrics, parameters and tags of the requested names."""

    metrics: dict[str, MetricStatistics] = Field(
        description="Statistics of metrics by name.",
        examples=[{"val/loss": {"last": 0.31, "min": 0.29, "max": 0.87}}],
    )
    params: Annotated[dict[str, str], PARAMS]
    tags: Annotated[dict[str, str], TAGS]


class ComparedRun(RunCells):
    """A run with everything that can be compared.

    `cut` lists what is incomplete: `metrics`, `params`, `tags`.
    """

    run: MLRunRead = Field(description="The run.")
    cut: list[str] = Field(
        description="What is incomplete here: metrics, params, tags.", examples=[[]]
    )


class RunParts(_Part):
    """What a run logged except its metrics, and what belongs to it.

    Each part has at most 1,000 members; `cut` lists those that have more: `params`, `tags`,
    `inputs`, `children`, `logged_models`, `versions`, `parents`.
    """

    params: Annotated[dict[str, str], PARAMS]
    tags: Annotated[dict[str, str], TAGS]
    inputs: list[RunInputRead] = Field(description="Datasets that it read, by name.")
    parents: list[RunRef] = Field(
        description="The runs that it is a part of, the nearest first; none in the trash."
    )
    children: list[RunRef] = Field(description="The runs that are a part of it, the newest first.")
    logged_models: list[LoggedModelRead] = Field(
        description="The models that it saved, the newest first."
    )
    versions: list[MLModelVersionRead] = Field(
        description="Versions that come from it or from a model that it saved, the newest first."
    )
    series_count: int = Field(description="Number of its metrics.", examples=[12])
    cut: list[str] = Field(description="Parts that are incomplete here.", examples=[[]])


class RunDetail(RunParts):
    """A run with its parts."""

    run: MLRunRead = Field(description="The run.")


@dataclass(frozen=True, slots=True)
class RunOverview:
    """A run's detail, and a short text that differs after every change of it."""

    detail: RunDetail
    state: str
