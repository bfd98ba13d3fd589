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
from mldb.schemas.accounts.staff_user import ROLE
from mldb.schemas.base import WriteSchema
from mldb.schemas.item import METRICS, PARAMS, TAGS
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
    """A page of a list."""

    items: list[ItemT] = Field(description="The items of this page.")
    next_cursor: str | None = Field(
        description="Value of `cursor` for the next page; null: this is the last one.",
        examples=[None],
    )
    previous_cursor: str | None = Field(
        description="Value of `cursor` for the previous page; null: this is the first one.",
        examples=[None],
    )


class PageQuery(BaseModel):
    """Selects a page of a list."""

    cursor: str | None = Field(
        None, description="Cursor from another page of this list; without it the first page."
    )
    limit: int = Field(PAGE_SIZE, ge=1, le=PAGE_SIZE_LIMIT, description="Items on the page.")


class SearchQuery(PageQuery):
    """Selects a page of a search."""

    q: str = Field(
        "", max_length=QUERY_LENGTH, description="Query, in the language of the search help."
    )


class ReasonQuery(BaseModel):
    """The reason of a change."""

    reason: Reason | None = Field(
        None,
        description="Reason of the change, for the history.",
        examples=["Better on held-out data"],
    )


class AtQuery(BaseModel):
    """Selects a time; without it the current one."""

    at: _Time | None = Field(
        None,
        description="A time in the past, with its time zone; without it the current time.",
        examples=["2026-03-01T12:00:00Z"],
    )


class MetricQuery(BaseModel):
    """Selects a metric of versions."""

    metric: str = Field(max_length=255, description="Name of the metric.", examples=["auc"])
    before: int | None = Field(
        None, ge=1, le=MAX_ID, description="Only versions with a number below this one."
    )


class VersionListed(MLModelVersionRead, MLModelVersionSummary):
    """A version in a list, with the aliases that point to it and the included items."""


class ModelAliases(BaseModel):
    """The aliases of a model."""

    model_name: str = Field(description="Name of the model.", examples=["fraud-detector"])
    aliases: dict[str, MLModelAliasRead] = Field(description="Assignments by alias.")


class AliasTarget(WriteSchema):
    """The version to which an alias is pointed."""

    version: Number = Field(description="Number of the version.", examples=[3])
    expected_version: Annotated[Expected, BeforeValidator(_is_number)] = Field(
        None,
        description="The alias is moved only if it points to this version number; 0: to none.",
        examples=[2],
    )


class MetricBody(WriteSchema):
    """The value of a metric."""

    value: _Measured = Field(description="Value of the metric.", examples=[0.931])


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

    metrics: _Metrics = Field(
        json_schema_extra=_or_pairs,
        description="Metric values by name, as an object or as a list of pairs.",
        examples=[{"auc": 0.931, "loss": 0.21}],
    )


class VersionBody(MLModelVersionContent):
    """Content of a new version, with its parameters, metrics and tags."""

    params: Annotated[Params, _OBJECT, PARAMS] = Field(default_factory=dict)
    metrics: Annotated[_Metrics, _OBJECT, METRICS] = Field(default_factory=dict)
    tags: Annotated[Tags, _OBJECT, TAGS] = Field(default_factory=dict)


class ParamBody(WriteSchema):
    """The value of a parameter."""

    value: ParamValue = Field(description="Value of the parameter.", examples=["0.01"])


class TagBody(WriteSchema):
    """The value of a tag."""

    value: TagValue = Field(description="Value of the tag.", examples=["payments"])


class Recorded(BaseModel):
    """The outcome of recording metrics."""

    changed: int = Field(
        description="Number of metrics that were new or had another value.", examples=[2]
    )


class SessionListed(BaseModel):
    """A browser in which somebody is logged in."""

    id: int = Field(
        description="Identifier, unique per resource type and never reused.", examples=[12]
    )
    browser: str | None = Field(
        description="User agent of the browser; null: unknown.",
        examples=["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
    )
    address: str | None = Field(
        description="Network address of its last use; null: unknown.", examples=["192.0.2.7"]
    )
    created_at: Moment = Field(
        description="When the password was last given.", examples=["2026-03-01T08:00:00Z"]
    )
    updated_at: Moment = Field(
        description="When it was last used, to some minutes.", examples=["2026-03-01T12:00:00Z"]
    )
    expires_at: Moment = Field(
        description="When it expires if it is not used before.", examples=["2026-03-08T12:00:00Z"]
    )


class Whoami(BaseModel):
    """The caller and their permissions."""

    username: str = Field(
        description="Name under which they log in, in lower case.", examples=["alice"]
    )
    role: Annotated[Role, ROLE]
    token: str | None = Field(
        description="Name of the token; null in a browser.", examples=["nightly"]
    )
    model_names: list[str] | None = Field(
        description="Current names of the models to which the token is limited; null: it is valid "
        "for all.",
        examples=[["fraud-detector"]],
    )
