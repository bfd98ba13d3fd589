"""What the API takes and gives beside mldb's own schemas, mostly made of them."""

from typing import Generic, TypeVar

from pydantic import BaseModel, Field

from mldb.schemas import (
    MLModelAliasRead,
    MLModelRead,
    MLModelSummary,
    MLModelVersionRead,
    MLModelVersionSummary,
)
from mldb.schemas.base import WriteSchema
from mldb.schemas.ml_model_alias import Expected
from mldb.types import (
    PAGE_SIZE,
    PAGE_SIZE_LIMIT,
    MetricValue,
    Moment,
    Reason,
    Role,
    Value,
    VersionNumber,
)

ItemT = TypeVar("ItemT")


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

    q: str = Field("", max_length=10_000, description="In the query language of the search help.")


class ReasonQuery(BaseModel):
    """Why; stands in the history."""

    reason: Reason | None = None


class AtQuery(BaseModel):
    """At which time; now, if it is not given."""

    at: Moment | None = Field(None, examples=["2026-03-01T12:00:00Z"])


class MetricQuery(BaseModel):
    """Which metric."""

    metric: str = Field(max_length=255, examples=["auc"])


class ModelListed(MLModelRead, MLModelSummary):
    """A model in a list, with what its versions, aliases and tags come to."""


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

    version: VersionNumber
    expected_version: Expected = None


class MetricBody(WriteSchema):
    """The value of a metric."""

    value: MetricValue


class TextBody(WriteSchema):
    """The value of a parameter or a tag."""

    value: Value


class Recorded(BaseModel):
    """How many of the metrics were new or had another value."""

    changed: int


class Whoami(BaseModel):
    """Who calls, and what they may do; `token` is null in a browser."""

    username: str
    role: Role
    token: str | None
    model_names: list[str] | None
