"""Goals of a model's metrics: input and output."""

from pydantic import Field

from mldb.schemas.base import UpdateSchema, WriteSchema
from mldb.schemas.item import OfModelRead
from mldb.values.goals import GoalText
from mldb.values.names import Name


class MLMetricGoalCreate(WriteSchema):
    """A new goal of a metric."""

    model_id: int
    name: Name
    value: GoalText


class MLMetricGoalUpdate(UpdateSchema):
    """Another goal of a metric."""

    value: GoalText


class MLMetricGoalRead(OfModelRead):
    """How the values of a metric are judged and written, over all versions of a model.

    The primary metric's direction is that of the model.
    """

    name: str = Field(description="Name of the metric.", examples=["latency_ms"])
    value: str = Field(
        description="Whether lower or higher is better, the decimals to show, and the unit.",
        examples=["minimize digits:1 unit:ms"],
    )
