"""Columns of a list, its own or chosen: `?col=status&col=metric.auc`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from mldb.catalogue import METRIC, PARAM, VERSION_TAG
from mldb.search.fields import ListType
from mldb.search.parser import parse
from mldb.values.limits import COLUMNS_LIMIT
from registry_app.web.kit.numbers import SIGNIFICANT, digits_apart
from registry_app.web.lists.cells import Cell, text

ITEMS: Final = {item.query_field: item.prefix for item in (METRIC, PARAM, VERSION_TAG)}
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
        return self.kind == "value" or (self.kind == "metric" and bool(self.key))


@dataclass(frozen=True)
class Columns:
    """The columns of a list, and the names among those asked for that there are no columns of.

    `left_out` is the number of those for which there is no room.
    """

    shown: tuple[Column, ...]
    unknown: tuple[str, ...]
    left_out: int = 0

    def rows(self, rows: Sequence[Any], name_cell: Callable[[Any], str]) -> SafeString:
        """The rows of the table as HTML; in a column different numbers look different."""
        cells = [_cell_of(column, rows) for column in self.shown]
        return SafeString(
            "\n".join(
                [
                    f"<tr>{name_cell(row)}{''.join([cell(row) for cell in cells])}</tr>"
                    for row in rows
                ]
            )
        )

    def keys(self, kind: str) -> list[str]:
        """The metrics, parameters or tags that have a column."""
        return [column.key for column in self.shown if column.kind == kind and column.key]


def _cell_of(column: Column, rows: Sequence[Any]) -> Callable[[Any], str]:
    """What makes the column's cell of a row, among these rows."""
    value, cell = column.value, column.cell
    digits = digits_apart(map(value, rows)) if column.is_number else {}
    if not digits:
        return lambda row: cell(row, value(row))
    return lambda row: cell(row, value(row), digits.get(value(row), SIGNIFICANT))


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
    left_out = max(len(shown) - COLUMNS_LIMIT, 0)
    return Columns(tuple(shown[:COLUMNS_LIMIT]), tuple(unknown), left_out)


def asked_for(text: str, kind: ListType) -> list[str]:
    """Names of columns for the metrics and parameters that a query speaks of."""
    query = parse(text, kind)
    return [f"{word}.{key}" for word in ("metric", "param") for key in query.keys(word)]
