"""CSV and TSV as rows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from registry_app.web.artifacts.previews.text import visible

ROWS_SHOWN: Final = 200
COLUMNS_SHOWN: Final = 50
CELL_LENGTH: Final = 200


@dataclass(frozen=True)
class CutTable:
    """The first rows and columns of a table, the first row as its head.

    `row_count` is None if not the whole file was read. `column_count` is that of the widest row
    that is shown.
    """

    head: list[str]
    rows: list[list[str]]
    row_count: int | None
    column_count: int
    has_cut_cells: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        is_wide = self.column_count > COLUMNS_SHOWN
        return self.row_count == len(self.rows) and not is_wide and not self.has_cut_cells


def table_of(text: str, delimiter: str, *, is_whole: bool) -> CutTable | None:
    """The table; None if the text is empty or no such table."""
    try:
        rows = csv.reader(_lines(text, is_whole=is_whole), delimiter=delimiter)
        shown = list(islice(rows, ROWS_SHOWN + 1))
        others = sum(1 for _ in rows)
    except csv.Error:
        return None
    if not shown:
        return None
    head, *body = [[_cell(cell) for cell in row[:COLUMNS_SHOWN]] for row in shown]
    return CutTable(
        head,
        body,
        len(body) + others if is_whole else None,
        max(len(row) for row in shown),
        any(len(cell) > CELL_LENGTH for row in shown for cell in row[:COLUMNS_SHOWN]),
    )


def _lines(text: str, *, is_whole: bool) -> Iterator[str]:
    lines = text.splitlines(keepends=True)
    # The last line of a beginning may be half of one.
    return iter(lines if is_whole else lines[:-1])


def _cell(cell: str) -> str:
    shown = visible(cell[:CELL_LENGTH])
    return shown if len(cell) <= CELL_LENGTH else f"{shown}…"
