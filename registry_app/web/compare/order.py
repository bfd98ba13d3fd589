"""Which rows of a comparison are shown, and in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite
from typing import Final, Self

from registry_app.web.kit.comparison import Row, Section

LONG: Final = 60
"""With more rows only those that differ are shown, unless somebody asks for all."""


@dataclass(frozen=True)
class Shown:
    """The sections to show, `hidden` identical rows that are left out, and why.

    `differing` says whether identical rows are left out, `is_usual` whether nobody asked for that.
    """

    sections: list[Section]
    differing: bool
    is_usual: bool
    by_difference: bool
    hidden: int

    @classmethod
    def of(cls, every: Sequence[Section], query: Mapping[str, str], columns: int) -> Self:
        """The rows of all sections that the query asks for."""
        rows = [row for one in every for row in one.rows]
        asked = query.get("differing", "")
        is_usual = asked not in {"0", "1"}
        # Whoever looks for a name wants to see its row.
        is_long = len(rows) > LONG and columns > 1 and not query.get("names", "").strip()
        differing = is_long if is_usual else asked == "1"
        by_difference = query.get("order") == "difference"
        shown = every
        if differing:
            shown = [replace(one, rows=[row for row in one.rows if row.differs]) for one in shown]
        if by_difference:
            shown = [replace(one, rows=_by_difference(one.rows)) for one in shown]
        hidden = len(rows) - sum(len(one.rows) for one in shown)
        kept = [one for one in shown if one.rows]
        return cls(kept, differing, is_usual, by_difference, hidden)


def _by_difference(rows: Iterable[Row]) -> list[Row]:
    """The rows in which the columns differ most come first; among equals the order stays."""
    return sorted(rows, key=lambda row: -_difference(row))


def _difference(row: Row) -> float:
    """How far the values are apart, relative to the largest; more where one has no value."""
    if not row.differs:
        return -1.0
    values = [cell.value for cell in row.cells]
    if row.row_type != "metric":
        return float(len({str(value) for value in values}))
    numbers = [float(value) for value in values if value is not None and isfinite(value)]
    if len(numbers) < len(values) or not numbers:
        return inf
    largest = max(abs(one) for one in numbers)
    return (max(numbers) / largest - min(numbers) / largest) if largest else 0.0
