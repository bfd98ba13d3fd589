"""Headings of a list's columns, which are links that sort it."""

from collections.abc import Iterable
from dataclasses import dataclass

from mldb.search.sorting import with_sort
from registry_app.web.lists.columns import Column
from registry_app.web.lists.request import ListRequest


@dataclass(frozen=True)
class Head:
    """The heading of a column.

    `query` sorts by the column, in the opposite direction if the list is sorted by it already; None
    if the list can't be sorted by it. `direction` is the current one, None if another column sorts.
    """

    column: Column
    query: str | None = None
    direction: str | None = None


def heads(listing: ListRequest, columns: Iterable[Column]) -> list[Head]:
    """The headings of the columns as the listing's query sorts them."""
    return [_head(listing, column) for column in columns]


def _head(listing: ListRequest, column: Column) -> Head:
    if not column.sort:
        return Head(column)
    sort, field = listing.query.sort, column.sort.removeprefix("-")
    text, list_type = listing.text, listing.list_type
    if sort is None or sort.wanted != field:
        return Head(column, with_sort(text, list_type, column.sort))
    opposite = field if sort.is_descending else f"-{field}"
    direction = "descending" if sort.is_descending else "ascending"
    return Head(column, with_sort(text, list_type, opposite), direction)
