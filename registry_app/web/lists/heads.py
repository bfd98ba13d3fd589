"""Heads of the columns of a list, which sort it."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.http import HttpRequest
from django.utils.safestring import SafeString

from mldb.search.fields import ListType
from mldb.search.nodes import Query
from mldb.search.parser import parse
from mldb.search.sorting import with_sort
from registry_app.web.lists.columns import Column
from registry_app.web.presentation.links import with_query


@dataclass(frozen=True)
class Head:
    """The head of a column; `query` sorts by it, the other way round if it is sorted by it now."""

    column: Column
    query: str | None
    direction: str | None


def head_row(heads: Iterable[Head], request: HttpRequest) -> SafeString:
    """The heads of the table as HTML; they lead to the first page in the other order."""
    return SafeString("".join([_head_cell(head, request) for head in heads]))


def _head_cell(head: Head, request: HttpRequest) -> str:
    column, shown = head.column, escape(head.column.heading)
    if head.query is not None:
        address = escape(with_query(request, q=head.query, cursor=None))
        shown = f'<a href="{address}">{shown}</a>'
    classes = ["number"] * column.is_number + ["metric-name"] * bool(column.key)
    css = f' class="{" ".join(classes)}"' if classes else ""
    order = f' aria-sort="{head.direction}"' if head.direction else ""
    return f'<th scope="col"{css}{order}>{shown}</th>'


def heads(text: str, kind: ListType, columns: Iterable[Column]) -> list[Head]:
    """Heads of the columns, as this query has them sorted."""
    query = parse(text, kind)
    return [_head(text, kind, query, column) for column in columns]


def _head(text: str, kind: ListType, query: Query, column: Column) -> Head:
    if not column.sort:
        return Head(column, None, None)
    sort, field = query.sort, column.sort.removeprefix("-")
    if sort is None or sort.wanted != field:
        return Head(column, with_sort(text, kind, column.sort), None)
    turned = field if sort.is_descending else f"-{field}"
    direction = "descending" if sort.is_descending else "ascending"
    return Head(column, with_sort(text, kind, turned), direction)
