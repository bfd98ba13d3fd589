"""Columns of a list, its own or chosen: `?col=status&col=metric.auc`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from django.http import HttpRequest
from django.utils.safestring import SafeString

from mldb.search.fields import Kind
from mldb.search.nodes import Query
from mldb.search.parser import parse
from mldb.search.sorting import with_sort
from mldb.types import COLUMNS_LIMIT
from registry_app.lists.cells import Cell, text
from registry_app.presentation.links import with_query

ITEMS: Final = {"metric": "metrics", "param": "params", "tag": "tags"}
"""Columns that there is one of for each metric, parameter or tag, and what they show."""
_PLAIN: Final = text()


@dataclass(frozen=True)
class Column:
    """A column: its name in the address, its heading, and its value in a row, plain and as a cell.

    `sort` is what the query language sorts by at the first click: a field, with a minus if that
    starts with the highest. `kind` is the name, or what stands
    before the dot, and `key` what stands behind it.
    """

    kind: str
    heading: str
    value: Callable[[Any], Any]
    cell: Cell = _PLAIN
    sort: str = ""
    key: str = ""

    @property
    def name(self) -> str:
        """How the address names it."""
        return f"{self.kind}.{self.key}" if self.key else self.kind

    @property
    def is_number(self) -> bool:
        """Whether its values stand under each other digit by digit."""
        return self.kind in {"metric", "value"}


@dataclass(frozen=True)
class Head:
    """The head of a column; `query` sorts by it, the other way round if it is sorted by it now."""

    column: Column
    query: str | None
    direction: str | None


@dataclass(frozen=True)
class Columns:
    """The columns of a list, and the names among those asked for that there are no columns of."""

    shown: tuple[Column, ...]
    unknown: tuple[str, ...]

    def rows(self, rows: Iterable[Any], name_cell: Callable[[Any], str]) -> SafeString:
        """The rows of the table as HTML."""
        return SafeString(
            "\n".join([f"<tr>{name_cell(row)}{self._cells(row)}</tr>" for row in rows])
        )

    def _cells(self, row: Any) -> str:
        return "".join([column.cell(row, column.value(row)) for column in self.shown])

    def keys(self, kind: str) -> list[str]:
        """The metrics, parameters or tags that have a column."""
        return [column.key for column in self.shown if column.kind == kind and column.key]


def chosen(
    names: Iterable[str], of_list: Mapping[str, Column], item: Callable[[str, str], Column]
) -> Columns:
    """The columns of these names; `item` makes that of a metric, a parameter or a tag."""
    shown: list[Column] = []
    unknown: list[str] = []
    for name in names:
        kind, _, key = name.partition(".")
        if name in of_list:
            shown.append(of_list[name])
        elif kind in ITEMS and key:
            shown.append(item(kind, key))
        else:
            unknown.append(name)
    return Columns(tuple(shown[:COLUMNS_LIMIT]), tuple(unknown))


def asked_for(text: str, kind: Kind) -> list[str]:
    """Names of columns for the metrics and parameters that a query speaks of."""
    query = parse(text, kind)
    return [f"{word}.{key}" for word in ("metric", "param") for key in query.keys(word)]


def head_row(heads: Iterable[Head], request: HttpRequest) -> SafeString:
    """The heads of the table as HTML; they lead to the first page in the other order."""
    return SafeString("".join([_head_cell(head, request) for head in heads]))


def _head_cell(head: Head, request: HttpRequest) -> str:
    column, shown = head.column, escape(head.column.heading)
    if head.query is not None:
        address = escape(with_query(request, q=head.query, cursor=None))
        shown = f'<a href="{address}">{shown}</a>'
    number = "number" if column.is_number else ""
    name = " metric-name" if column.key else ""
    order = f' aria-sort="{head.direction}"' if head.direction else ""
    return f'<th scope="col" class="{number}{name}"{order}>{shown}</th>'


def heads(text: str, kind: Kind, columns: Iterable[Column]) -> list[Head]:
    """Heads of the columns, as this query has them sorted."""
    query = parse(text, kind)
    return [_head(text, kind, query, column) for column in columns]


def _head(text: str, kind: Kind, query: Query, column: Column) -> Head:
    if not column.sort:
        return Head(column, None, None)
    sort, field = query.sort, column.sort.removeprefix("-")
    if sort is None or sort.wanted != field:
        return Head(column, with_sort(text, kind, column.sort), None)
    turned = field if sort.is_descending else f"-{field}"
    direction = "descending" if sort.is_descending else "ascending"
    return Head(column, with_sort(text, kind, turned), direction)
