"""Columns of a list, default or selected: `?col=status&col=metric.auc`."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from mldb.catalogue import METRIC, PARAM, VERSION_TAG, Entity
from mldb.search.nodes import Query
from mldb.sentence import sentence
from mldb.values.limits import COLUMNS_LIMIT
from registry_app.web.presentation.aligned import aligned
from registry_app.web.presentation.values import rounded_number

ITEMS: Final = {item.query_field: item.prefix for item in (METRIC, PARAM, VERSION_TAG)}
"""Item types that have a column for each name, with their plural."""


@dataclass(frozen=True)
class Column:
    """A column: its name in the URL, its heading, its value in a row and the macro of its cells.

    `field` is the whole name, or with `key` the item type: `metric.auc` has the field `metric` and
    the key `auc`. `sort` is the query language's sort key for the first click on the heading, with
    a minus if the first click sorts in descending order. `label` is shown before the value on
    narrow screens. `macro` is the name of a macro in the table's template of cells. Numbers are
    rounded and aligned. `link` gives the URL of the list filtered by a value, or by the value of a
    tag under its key; see `registry_app.web.find.filters`.
    """

    field: str
    heading: str
    value: Callable[[Any], Any]
    macro: str = "text"
    sort: str = ""
    label: str = ""
    key: str = ""
    is_number: bool = False
    link: Callable[..., str | None] | None = None

    @property
    def name(self) -> str:
        """The column's name in the URL."""
        return f"{self.field}.{self.key}" if self.key else self.field


def listed_columns(
    entity: Entity, columns: Iterable[Column], of_row: Callable[[Any], Any]
) -> dict[str, Column]:
    """The columns that the catalogue lists, by name; one without a column of its own shows text.

    `of_row` gives the entity of a row.
    """
    own = {column.name: column for column in columns}
    return {name: own.get(name) or _text_column(name, of_row) for name in entity.listed}


def _text_column(name: str, of_row: Callable[[Any], Any]) -> Column:
    heading = sentence(name.replace("_", " "))
    return Column(name, heading, lambda row: getattr(of_row(row), name))


@dataclass(frozen=True)
class Columns:
    """The columns that a list shows.

    `unknown` are the requested names that no column has; `left_out` is the number of requested
    columns beyond the limit.
    """

    shown: tuple[Column, ...]
    unknown: tuple[str, ...]
    left_out: int = 0

    def lines(self, rows: Sequence[Any], *templates: Any) -> Iterator[tuple[Any, Markup]]:
        """Each row with its cells as HTML, made by macros of the templates; the first one wins.

        Numbers are rounded, with more digits where different numbers of a column would look alike,
        and with their decimal points below each other.
        """
        macros = [_macro(column.macro, templates) for column in self.shown]
        values = [_values(column, rows) for column in self.shown]
        cells = list(zip(macros, values, self.shown, strict=True))
        for index, row in enumerate(rows):
            html = [macro(values[index], column, row) for macro, values, column in cells]
            yield row, Markup("".join(html))  # noqa: S704  # macros escape their arguments

    def keys(self, item_type: str) -> list[str]:
        """Names of the metrics, parameters or tags that have a column."""
        return [column.key for column in self.shown if column.field == item_type and column.key]


def _macro(name: str, templates: Sequence[Any]) -> Callable[..., Markup]:
    macro: Callable[..., Markup] = next(
        getattr(template, name) for template in templates if hasattr(template, name)
    )
    return macro


def _values(column: Column, rows: Sequence[Any]) -> list[Any]:
    values = [column.value(row) for row in rows]
    if not column.is_number:
        return values
    return [rounded_number(value) for value in aligned(values)]


def select_columns(
    names: Iterable[str],
    available: Mapping[str, Column],
    item_column: Callable[[str, str], Column],
    item_types: Container[str] = ITEMS,
) -> Columns:
    """The columns of these names; `item_column` makes one for an item type and a name."""
    shown: list[Column] = []
    unknown: list[str] = []
    for name in names:
        item_type, _, key = name.partition(".")
        if name in available:
            shown.append(available[name])
        elif item_type in item_types and key:
            shown.append(item_column(item_type, key))
        else:
            unknown.append(name)
    left_out = max(len(shown) - COLUMNS_LIMIT, 0)
    return Columns(tuple(shown[:COLUMNS_LIMIT]), tuple(unknown), left_out)


def queried_columns(query: Query, metrics: Iterable[str] = ("metric",)) -> list[str]:
    """Names of columns for the metrics and parameters that a query mentions."""
    return [f"{field}.{key}" for field in (*metrics, "param") for key in query.keys(field)]
