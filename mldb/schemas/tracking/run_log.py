"""What a run logs: input and receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from mldb.points.columns import Points
from mldb.schemas.base import WriteSchema
from mldb.values.limits import POINTS_PER_CALL
from mldb.values.mappings import Params, Tags, pairs
from mldb.values.names import Name
from mldb.values.numbers import MetricNumber, Step, TimeMs


class LoggedPoint(WriteSchema):
    """A value of a metric at a step."""

    name: Name = Field(description="Name of the metric.", examples=["val/loss"])
    value: MetricNumber = Field(
        description='The value; also "NaN", "Infinity" and "-Infinity".', examples=[0.31]
    )
    step: Step = Field(default=0, description="Step of the training.", examples=[100])
    time_ms: TimeMs | None = Field(
        default=None,
        description="Milliseconds since 1970; null: now. Give it if a call may be repeated.",
        examples=[1_772_366_400_000],
    )


class MetricsAtStep(WriteSchema):
    """Values of several metrics at one step; a mistake is reported with the metric's name."""

    metrics: Annotated[dict[Name, MetricNumber], BeforeValidator(pairs)]
    step: Step
    time_ms: TimeMs

    @property
    def points(self) -> list[LoggedPoint]:
        """A point of each metric."""
        # Their parts are checked already.
        return [
            LoggedPoint.model_construct(
                name=name, value=value, step=self.step, time_ms=self.time_ms
            )
            for name, value in self.metrics.items()
        ]


class RunLog(WriteSchema):
    """Points, parameters and tags that a run logs together: all of them or none."""

    metrics: Annotated[list[LoggedPoint], Field(max_length=POINTS_PER_CALL)] = Field(
        default=[], description="Points of metrics. A point that is logged again is kept once."
    )
    params: Params = Field(
        default={},
        description="Parameters by name. Each is set once; the same value again is fine.",
        examples=[{"lr": 0.001}],
    )
    tags: Tags = Field(
        default={},
        description="Tags by key; the last value counts.",
        examples=[{"team": "risk"}],
    )


@dataclass(frozen=True, slots=True)
class GroupedLog:
    """A log with its points by metric, checked already by the protocol through which it came."""

    points: Mapping[str, Points]
    params: Mapping[str, str]
    tags: Mapping[str, str]


class LogReceipt(BaseModel):
    """How much of a log was new: what is stored already is not counted."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    points: int = Field(description="Points that were stored.", examples=[1000])
    params: int = Field(description="Parameters that were stored.", examples=[1])
    tags: int = Field(description="Tags that are new or have another value.", examples=[0])
