"""What runs log, in requests and responses."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from mldb.schemas import DatasetInput, LoggedPoint, LogReceipt, RunLog
from mldb.schemas.base import WriteSchema
from mldb.schemas.item import PARAMS, TAGS
from mldb.schemas.tracking.ml_run import RUN_ID
from mldb.values.limits import ITEMS_PER_CALL, POINTS_PER_CALL
from mldb.values.mappings import Params, Tags
from mldb.values.names import RunId
from mldb.values.numbers import MetricNumber
from registry_app.api.schemas.strict import OBJECT

LOGS_PER_CALL: Final = 100
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


class LogOfRun(LogBody):
    """A log, and the run that it belongs to."""

    run: Annotated[RunId, Field(description="The `public_id` of the run.", examples=[RUN_ID])]


class ManyLogs(WriteSchema):
    """Logs of several runs."""

    logs: list[LogOfRun] = Field(
        min_length=1,
        max_length=LOGS_PER_CALL,
        description=f"The logs, with at most {POINTS_PER_CALL:,} points in all.",
    )

    @model_validator(mode="after")
    def _has_not_too_many_points(self) -> Self:
        if sum(len(log.metrics) for log in self.logs) > POINTS_PER_CALL:
            raise PydanticCustomError(
                "points",
                f"Send at most {POINTS_PER_CALL:,} points in all, the rest later.",
            )
        return self


class LogOutcome(BaseModel):
    """The outcome of one of several logs: a receipt, or why nothing of it was stored."""

    run: str = Field(description="The `public_id` of the run.", examples=[RUN_ID])
    receipt: LogReceipt | None = Field(description="How much was new; null: it was refused.")
    refusal: str | None = Field(
        description="Why nothing of it was stored; null: all of it was.", examples=[None]
    )


class LogOutcomes(BaseModel):
    """The outcomes of several logs."""

    outcomes: list[LogOutcome] = Field(description="One for each log, in the order given.")


class InputsBody(WriteSchema):
    """Datasets that a run reads."""

    datasets: list[DatasetInput] = Field(
        max_length=ITEMS_PER_CALL, description="The datasets. One that is logged again stays."
    )


class InputsReceipt(BaseModel):
    """The outcome of logging datasets."""

    inputs: int = Field(description="Number of datasets that were not logged yet.", examples=[1])
