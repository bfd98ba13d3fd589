"""Rows of a comparison: a field or item, and its value in each column."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isnan
from typing import Any, Final

from mldb.search.pattern import folded
from mldb.values.enums import Goal
from registry_app.web.diff.texts import closest, is_whole
from registry_app.web.kit.paging import page_number
from registry_app.web.presentation.numbers import SIGNIFICANT

ROWS_SHOWN: Final = 500
"""Rows of a section on one page."""


@dataclass(frozen=True)
class Cell:
    """A value, None if there is none; of a metric also the change from the base.

    The value of a file is its SHA-256; `note` says its size, and how it differs from the base.
    `other` is the text to compare with when both are shortened, so that the difference shows.
    """

    value: Any
    other: str | None = None
    change: float | None = None
    relative: float | None = None
    is_best: bool = False
    is_worst: bool = False
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A field, item or file of all columns.

    `row_type` is `field`, `metric`, `param`, `tag` or `file`.

    `digits` is the number of digits for values that would look like another one.
    """

    row_type: str
    name: str
    cells: list[Cell]
    goal: Goal | None = None
    digits: dict[float, int] = field(default_factory=dict)

    def digits_of(self, value: float | None) -> int:
        """How many digits the value is shown with."""
        return SIGNIFICANT if value is None else self.digits.get(value, SIGNIFICANT)

    @cached_property
    def differs(self) -> bool:
        """Whether the columns are not all alike in it; one NaN is like another."""
        return len({_comparable(cell.value) for cell in self.cells}) > 1


@dataclass(frozen=True)
class Section:
    """Rows of one type under a heading: all of them, or `rows` from the row `first` of `total`.

    `note` says what is left out on all pages. A section that is `folded` shows its heading alone.
    """

    heading: str
    rows: list[Row]
    first: int = 1
    total: int = 0
    note: str = ""
    folded: bool = False

    @property
    def row_type(self) -> str:
        """The type of its rows, by which a URL names the section."""
        return self.rows[-1].row_type

    @property
    def last(self) -> int:
        """Position of the last row that is shown."""
        return self.first + len(self.rows) - 1

    @property
    def parameter(self) -> str:
        """The parameter of the URL that has the page of this section."""
        return f"{self.row_type}_page"

    @property
    def previous_page(self) -> int:
        """Number of the page before this one; 0 on the first."""
        return (self.first - 1) // ROWS_SHOWN

    @property
    def next_page(self) -> int:
        """Number of the page after this one; 0 on the last."""
        return self.previous_page + 2 if self.last < self.total else 0


def kept(sections: Iterable[Section], *, differing: bool) -> list[Section]:
    """All rows, or only those that differ; sections without rows are left out."""
    shown = (
        replace(one, rows=[row for row in one.rows if row.differs or not differing])
        for one in sections
    )
    return [one for one in shown if one.rows]


def page_of(
    sections: Iterable[Section], query: Mapping[str, str], folded_types: Collection[str] = ()
) -> list[Section]:
    """The rows of a page: with the query's `names` in their names, at most 500 of each section.

    Sections with rows of the folded types are folded, unless names are looked for.
    """
    wanted = folded(query.get("names", "").strip())
    found = (
        replace(one, rows=[row for row in one.rows if wanted in folded(row.name)])
        for one in sections
    )
    return [
        replace(one, total=len(one.rows), folded=True)
        if one.row_type in folded_types and not wanted
        else _cut(one, query)
        for one in found
        if one.rows
    ]


def _cut(section: Section, query: Mapping[str, str]) -> Section:
    pages = (len(section.rows) - 1) // ROWS_SHOWN + 1
    start = (min(page_number(query.get(section.parameter)), pages) - 1) * ROWS_SHOWN
    rows = section.rows[start : start + ROWS_SHOWN]
    return replace(section, rows=rows, first=start + 1, total=len(section.rows))


def names_of(parts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the items of all columns, each once."""
    return sorted({name for part in parts for name in part})


def text_rows(row_type: str, values: Sequence[Mapping[str, str]], base: int) -> Iterator[Row]:
    """A row for each name; `base` is the number of the column to compare with."""
    for name in names_of(values):
        yield Row(row_type, name, text_cells([one.get(name) for one in values], base))


def text_cells(values: Sequence[Any], base: int) -> list[Cell]:
    """Each text compared with the base's, a long one with the text that is most like it."""
    texts = [one for one in values if isinstance(one, str)]
    return [Cell(value, _other(value, values[base], texts)) for value in values]


def relative_change(value: float, base: float) -> float | None:
    """The change relative to the base; None for a base of 0."""
    return (value - base) / abs(base) if base else None


def plain_rows(sections: Iterable[Section]) -> Iterator[list[Any]]:
    """The rows for a file: type, name and values."""
    for section in sections:
        for row in section.rows:
            yield [row.row_type, row.name, *(cell.value for cell in row.cells)]
        if section.note:
            # A file with a part of the rows says so.
            yield ["note", section.note, *(None for _ in section.rows[0].cells)]


def _other(value: Any, base: Any, texts: Sequence[str]) -> str | None:
    if not isinstance(value, str):
        return None
    if not is_whole(value):
        return closest(value, texts)
    return base if isinstance(base, str) and base != value else closest(value, texts[:1])


def _comparable(value: Any) -> Any:
    return "NaN" if isinstance(value, float) and isnan(value) else value
