"""Metric histories in requests and responses."""

from typing import Annotated, Final

from pydantic import BaseModel, Field, TypeAdapter

from mldb.schemas import PointRead
from mldb.schemas.tracking.ml_run import RUN_ID
from mldb.values.names import Name, RunId
from registry_app.api.schemas.lists import PageQuery

POINTS_ON_PAGE: Final = 10_000
BUCKETS_LIMIT: Final = 10_000
BUCKETS_IN_ALL: Final = 100_000

# A parameter of a URL is text, which the step of a body must not be.
_StepQuery = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]


class SeriesQuery(PageQuery):
    """Selects a page of the metrics of a run."""

    contains: str = Field(
        "", max_length=255, description="Only metrics with this text in their names."
    )


class HistoryQuery(BaseModel):
    """Selects a metric, and a page of its history."""

    metric: str = Field(
        description="Name of the metric.",
        examples=["val/loss"],
        json_schema_extra=TypeAdapter(Name).json_schema(),
    )
    cursor: str | None = Field(
        None, description="Cursor from another page of this history; without it the first page."
    )
    limit: int = Field(1_000, ge=1, le=POINTS_ON_PAGE, description="Points on the page.")


class SampleQuery(BaseModel):
    """Selects runs, metrics and steps, and how finely they are sampled."""

    run: Annotated[list[RunId], Field(min_length=1, max_length=100)] = Field(
        description="The `public_id` of a run; repeat it.", examples=[[RUN_ID]]
    )
    metric: Annotated[list[Name], Field(min_length=1, max_length=100)] = Field(
        description="Name of a metric; repeat it.", examples=[["val/loss"]]
    )
    buckets: int = Field(
        1_000,
        ge=1,
        le=BUCKETS_LIMIT,
        description=f"Buckets of each history, about; of all at most {BUCKETS_IN_ALL:,}.",
    )
    low: _StepQuery | None = Field(None, description="The first step.")
    high: _StepQuery | None = Field(None, description="The last step.")


class BucketRead(BaseModel):
    """Statistics of consecutive points of a history."""

    count: int = Field(description="Number of points.", examples=[100])
    nan_count: int = Field(description="Number of points whose value is NaN.", examples=[0])
    first: PointRead = Field(description="First point by step, then time, then value.")
    last: PointRead = Field(description="Last point by step, then time, then value.")
    min: PointRead | None = Field(
        description="Earliest point with the least value; null: all values are NaN."
    )
    max: PointRead | None = Field(
        description="Earliest point with the greatest value; null: all values are NaN."
    )


class SampledHistory(BaseModel):
    """A history in buckets."""

    run: str = Field(description="The `public_id` of the run.", examples=[RUN_ID])
    metric: str = Field(description="Name of the metric.", examples=["val/loss"])
    buckets: list[BucketRead] = Field(
        description="Buckets in the order of their points. Each point is in one of them."
    )


class SampledHistories(BaseModel):
    """Histories of several runs and metrics in buckets."""

    histories: list[SampledHistory] = Field(
        description="The histories that exist, by run and metric in the order of the request."
    )
    missing: list[str] = Field(
        description="Requested runs that don't exist or are in the trash.", examples=[["0" * 32]]
    )
