"""Saved views of lists: what to give, what to get."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from mldb.rules.saved_view import KINDS
from mldb.schemas.base import UNCHANGED, AttributedRead, UpdateSchema, WriteSchema
from mldb.search.fields import ListType
from mldb.values.limits import COLUMNS_LIMIT, PAGE_SIZE_LIMIT
from mldb.values.names import ModelName, Name
from mldb.values.texts import QueryText


def _few_distinct(names: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(names))
    if len(distinct) > COLUMNS_LIMIT:
        raise PydanticCustomError("columns", f"Choose at most {COLUMNS_LIMIT} columns.")
    return distinct


def _has_views(kind: object) -> object:
    if kind not in KINDS:
        raise PydanticCustomError("kind", f"Choose one of {', '.join(KINDS)}.")
    return kind


ListKind = Annotated[Literal[ListType.MODELS, ListType.VERSIONS], BeforeValidator(_has_views)]
"""The lists of which views can be saved; JSON schemas need them spelt out."""

ColumnNames = Annotated[list[Name], AfterValidator(_few_distinct)]
"""Names as the address of a list has them, such as `status` or `metric.auc`."""

PageSize = Annotated[int, Field(ge=1, le=PAGE_SIZE_LIMIT)]


class SavedViewContent(WriteSchema):
    """A view of the list of models, of all versions, or of the versions of one model.

    No columns: those that the list has by itself; no page size likewise.
    """

    kind: ListKind
    model_name: ModelName | None = None
    name: Name
    query: QueryText = ""
    columns: ColumnNames = Field(default_factory=list)
    page_size: PageSize | None = None
    is_shared: StrictBool = False

    @model_validator(mode="after")
    def _model_has_versions(self) -> Self:
        if self.model_name is not None and self.kind is not ListType.VERSIONS:
            raise PydanticCustomError("model_name", "A list of models is not that of one.")
        return self


class SavedViewCreate(SavedViewContent):
    """A new view of this staff user."""

    user_id: int


class SavedViewChanges(WriteSchema):
    """Changes to a saved view; whose it is and of which list never changes."""

    name: Name = UNCHANGED
    query: QueryText = UNCHANGED
    columns: ColumnNames = UNCHANGED
    page_size: PageSize | None = UNCHANGED
    is_shared: StrictBool = UNCHANGED


class SavedViewUpdate(SavedViewChanges, UpdateSchema):
    """Changes to the copy of a saved view that has this `row_version`."""


class SavedViewRead(AttributedRead):
    """A saved view, with the names of its owner and its model."""

    user_id: int
    owner: str
    kind: ListKind
    model_id: int | None
    model_name: str | None
    is_model_trashed: bool
    name: str
    query: str
    columns: list[str]
    page_size: int | None
    is_shared: bool
