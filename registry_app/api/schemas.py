"""What the API takes and gives beside mldb's own schemas, mostly made of them."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, StrictBool
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from mldb.schemas import (
    MLMetricValues,
    MLModelAliasRead,
    MLModelVersionContent,
    MLModelVersionRead,
    MLModelVersionSummary,
)
from mldb.schemas.base import WriteSchema
from mldb.schemas.registry.ml_model_alias import Expected
from mldb.values.enums import Role
from mldb.values.limits import MAX_ID, METRICS_PER_CALL, PAGE_SIZE, PAGE_SIZE_LIMIT, QUERY_LENGTH
from mldb.values.mappings import Params, Tags, pairs
from mldb.values.names import Name
from mldb.values.numbers import MetricValue, VersionNumber
from mldb.values.texts import ParamValue, Reason, TagValue
from mldb.values.times import Moment

ItemT = TypeVar("ItemT")


def _is_object(value: object) -> object:
    if isinstance(value, list):
        raise PydanticCustomError("object", "Give an object: names with their values.")
    return value


def _is_number(value: object) -> object:
    if isinstance(value, bool | str):
        raise PydanticCustomError("number", "Give a number.")
    return value


def _is_written_out(value: object) -> object:
    if isinstance(value, str) and "-" not in value[1:]:
        raise PydanticCustomError("time", "Write the time out, such as 2026-03-01T12:00:00Z.")
    return value


# A program that sends "3" or 0 for 3 or false has a fault, which mldb forgives a form.
Flag = StrictBool
Number = Annotated[VersionNumber, BeforeValidator(_is_number)]
_Measured = Annotated[MetricValue, Field(strict=True)]
_OBJECT = BeforeValidator(_is_object)
_Metrics = Annotated[
    dict[Name, _Measured], BeforeValidator(pairs), Field(max_length=METRICS_PER_CALL)
]
# A bare number would be taken for seconds since 1970, also 2026.
_Time = Annotated[Moment, BeforeValidator(_is_written_out)]


class Page(BaseModel, Generic[ItemT]):
    """A page of a list; its cursors, given as `cursor`, lead to the pages beside it, if any."""

    items: list[ItemT]
    next_cursor: str | None
    previous_cursor: str | None


class PageQuery(BaseModel):
    """Which page of a list."""

    cursor: str | None = Field(None, description="Came with another page of the same list.")
    limit: int = Field(PAGE_SIZE, ge=1, le=PAGE_SIZE_LIMIT, description="Items on the page.")


class SearchQuery(PageQuery):
    """Which page of a search."""

    q: str = Field(
        "", max_length=QUERY_LENGTH, description="In the query language of the search help."
    )


class ReasonQuery(BaseModel):
    """Why; stands in the history."""

    reason: Reason | None = Field(
        None, description="Why; stands in the history.", examples=["Better on held-out data"]
    )


class AtQuery(BaseModel):
    """At which time; now, if it is not given."""

    at: _Time | None = Field(
        None,
        description="A time in the past, with its time zone; without it: now.",
        examples=["2026-03-01T12:00:00Z"],
    )


class MetricQuery(BaseModel):
    """Which metric."""

    metric: str = Field(max_length=255, description="Name of the metric.", examples=["auc"])
    before: int | None = Field(
        None, ge=1, le=MAX_ID, description="Only versions with a number below this one."
    )


class VersionListed(MLModelVersionRead, MLModelVersionSummary):
    """A version in a list, with the aliases that point to it and the items asked for."""


class ModelAliases(BaseModel):
    """The aliases of a model, and where each points."""

    model_name: str
    aliases: dict[str, MLModelAliasRead]


class AliasTarget(WriteSchema):
    """Where an alias is to point.

    `expected_version` is the number that it points to as far as the caller knows, 0 for none; it
    is not moved if it points elsewhere.
    """

    version: Number
    expected_version: Annotated[Expected, BeforeValidator(_is_number)] = None


class MetricBody(WriteSchema):
    """The value of a metric."""

    value: _Measured


def _or_pairs(schema: JsonDict) -> None:
    """Tells that a mapping may come as pairs, too."""
    mapping = schema.copy()
    [(pattern, value)] = mapping["patternProperties"].items()  # type: ignore[union-attr]  # a mapping
    name = {"type": "string", "pattern": pattern, **mapping["propertyNames"]}  # type: ignore[dict-item]  # so is this
    pair: JsonDict = {"type": "array", "prefixItems": [name, value], "minItems": 2, "maxItems": 2}
    schema.clear()
    schema["anyOf"] = [
        mapping,
        {"type": "array", "items": pair, "maxItems": METRICS_PER_CALL},
    ]


class MetricsBody(MLMetricValues):
    """Metrics to insert or update together, by name.

    As pairs they tell of a name that is given twice; of an object's the last one counts.
    """

    metrics: _Metrics = Field(json_schema_extra=_or_pairs)


class VersionBody(MLModelVersionContent):
    """All that is known of a version to register."""

    params: Annotated[Params, _OBJECT] = Field(default_factory=dict)
    metrics: Annotated[_Metrics, _OBJECT] = Field(default_factory=dict)
    tags: Annotated[Tags, _OBJECT] = Field(default_factory=dict)


class ParamBody(WriteSchema):
    """The value of a parameter."""

    value: ParamValue


class TagBody(WriteSchema):
    """The value of a tag."""

    value: TagValue


class Recorded(BaseModel):
    """How many of the metrics were new or had another value."""

    changed: int


class SessionListed(BaseModel):
    """A browser in which somebody is logged in."""

    id: int
    browser: str | None
    address: str | None
    created_at: Moment
    updated_at: Moment
    expires_at: Moment


class Whoami(BaseModel):
    """Who calls, and what they may do; `token` is null in a browser."""

    username: str
    role: Role
    token: str | None
    model_names: list[str] | None
