"""Pages of lists."""

from typing import Generic, TypeVar

from pydantic import BaseModel, Field

from mldb.values.limits import PAGE_SIZE, PAGE_SIZE_LIMIT, QUERY_LENGTH

ItemT = TypeVar("ItemT")


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
