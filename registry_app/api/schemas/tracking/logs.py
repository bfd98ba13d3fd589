"""What runs log, in requests and responses."""

from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from mldb.schemas import LoggedPoint, RunLog
from mldb.schemas.item import PARAMS, TAGS
from mldb.values.limits import POINTS_PER_CALL
from mldb.values.mappings import Params, Tags
from mldb.values.numbers import MetricNumber
from registry_app.api.schemas.strict import OBJECT

_NOT_FINITE: Final = {text: float(text) for text in ("NaN", "Infinity", "-Infinity")}


def _number(value: Any) -> Any:
    """The number; JSON has none for these three, so that programs send them as text."""
    return _NOT_FINITE.get(value, value) if isinstance(value, str) else value


Logged = Annotated[
    MetricNumber,
    BeforeValidator(
        _number, json_schema_input_type=float | Literal["NaN", "Infinity", "-Infinity"]
    ),
]


class PointBody(LoggedPoint):
    """A value of a metric at a step."""

    value: Logged = Field(
        description='The value; also "NaN", "Infinity" and "-Infinity".', examples=[0.31]
    )


class LogBody(RunLog):
    """Points, parameters and tags that a run logs together: all of them or none."""

    metrics: Annotated[list[PointBody], Field(max_length=POINTS_PER_CALL)] = Field(  # type: ignore[assignment]  # points that are read from JSON
        default=[], description="Points of metrics. A point that is logged again is kept once."
    )
    params: Annotated[Params, OBJECT, PARAMS] = Field(default={})
    tags: Annotated[Tags, OBJECT, TAGS] = Field(default={})
