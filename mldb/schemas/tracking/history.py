"""Metric histories: output."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from mldb.points.buckets import Bucket
from mldb.points.columns import Points
from mldb.values.numbers import MetricNumberRead


class PointRead(BaseModel):
    """A point of a metric."""

    model_config = ConfigDict(from_attributes=True, frozen=True, ser_json_inf_nan="strings")

    step: int = Field(description="Step of the training.", examples=[100])
    time_ms: int = Field(description="Milliseconds since 1970.", examples=[1_772_366_400_000])
    value: MetricNumberRead = Field(
        description='The value; also "NaN", "Infinity" and "-Infinity".', examples=[0.31]
    )


class MetricSeriesRead(BaseModel):
    """Statistics of all points of a metric of a run."""

    model_config = ConfigDict(from_attributes=True, frozen=True, defer_build=True)

    name: str = Field(description="Name of the metric.", examples=["val/loss"])
    count: int = Field(description="Number of points.", examples=[1000])
    nan_count: int = Field(description="Number of points whose value is NaN.", examples=[0])
    first: PointRead = Field(description="First point by step, then time, then value.")
    last: PointRead = Field(description="Last point by step, then time, then value.")
    min: PointRead | None = Field(
        description="Earliest point with the least value; null: all values are NaN."
    )
    max: PointRead | None = Field(
        description="Earliest point with the greatest value; null: all values are NaN."
    )


@dataclass(frozen=True, slots=True)
class MetricCurve:
    """A metric of a run, and its history in buckets."""

    series: MetricSeriesRead
    buckets: list[Bucket]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Points of a history, and the cursor of the next page; None: there is none."""

    points: Points
    next_cursor: str | None
