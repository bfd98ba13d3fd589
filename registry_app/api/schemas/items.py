"""Metrics, parameters and tags in requests and responses."""

from pydantic import BaseModel, Field, TypeAdapter
from pydantic.config import JsonDict

from mldb.schemas import MLMetricValues
from mldb.schemas.base import WriteSchema
from mldb.values.goals import GoalText
from mldb.values.limits import METRICS_PER_CALL
from mldb.values.names import Name
from mldb.values.texts import ParamValue, TagValue
from registry_app.api.schemas.queries import ReasonQuery
from registry_app.api.schemas.strict import Measured, MeasuredByName


class MetricBody(WriteSchema):
    """The value of a metric."""

    value: Measured = Field(description="Value of the metric.", examples=[0.931])


class ParamBody(WriteSchema):
    """The value of a parameter."""

    value: ParamValue = Field(description="Value of the parameter.", examples=["0.01"])


class TagBody(WriteSchema):
    """The value of a tag."""

    value: TagValue = Field(description="Value of the tag.", examples=["payments"])


class GoalBody(WriteSchema):
    """The goal of a metric."""

    value: GoalText = Field(
        description="Whether lower or higher is better, the decimals to show, and the unit: "
        "`minimize digits:1 unit:ms`, each part optional.",
        examples=["minimize digits:1 unit:ms"],
    )


def _or_pairs(schema: JsonDict) -> None:
    """Allow a list of pairs in the JSON schema of a mapping."""
    mapping = schema.copy()
    [(pattern, value)] = mapping["patternProperties"].items()  # type: ignore[union-attr]  # a mapping
    name = {"type": "string", "pattern": pattern, **mapping["propertyNames"]}  # type: ignore[dict-item]  # so is this
    pair: JsonDict = {"type": "array", "prefixItems": [name, value], "minItems": 2, "maxItems": 2}
    words = {word: mapping.pop(word) for word in ("description", "examples")}
    schema.clear()
    schema |= words
    schema["anyOf"] = [
        mapping,
        {"type": "array", "items": pair, "maxItems": METRICS_PER_CALL},
    ]


class MetricsBody(MLMetricValues):
    """Metrics to insert or update together.

    A name that is given twice is refused in a list of pairs; of an object the last value counts.
    """

    metrics: MeasuredByName = Field(
        json_schema_extra=_or_pairs,
        description="Metric values by name, as an object or as a list of pairs.",
        examples=[{"auc": 0.931, "loss": 0.21}],
    )


class Recorded(BaseModel):
    """The outcome of recording metrics."""

    changed: int = Field(
        description="Number of metrics that were new or had another value.", examples=[2]
    )


class ItemQuery(BaseModel):
    """Selects an item by name."""

    item: str = Field(
        description="Name of the metric, parameter or tag.",
        examples=["./data/test.csv/auc"],
        json_schema_extra=TypeAdapter(Name).json_schema(),
    )


class ItemChangeQuery(ItemQuery, ReasonQuery):
    """Selects an item by name, with the reason of the change."""
