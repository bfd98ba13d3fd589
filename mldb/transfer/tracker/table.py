"""A table of metrics in CSV: a row for each metric, each version or each step."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mldb.errors import RuleViolationError
from mldb.transfer.tracker.values import Values, value_of_cell

_SEPARATORS: Final = (",", ";", "\t")
_NAMES: Final = ("name", "metric", "key")
_VALUE: Final = "value"
_VERSION: Final = "version"
_STEPS: Final = ("step", "epoch", "iteration", "global_step", "_step", "timestamp")
_STEP: Final = "It says of which step a row is."
_LAST_NUMBER: Final = 2**31 - 1

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by the names of their columns; `decimal` is the decimal separator."""

    path: Path
    columns: list[str]
    rows: list[Row]
    decimal: str

    def by_version(self) -> dict[int | None, Values]:
        """Values by version; the version is None if the table has no column for it.

        Raises:
            RuleViolationError: several rows are possible for a version.
        """
        groups: dict[int | None, list[Row]] = {}
        for number, row in enumerate(self.rows, start=2):
            groups.setdefault(self._version(number, row), []).append(row)
        return {version: self._values(version, rows) for version, rows in groups.items()}

    def _version(self, line: int, row: Row) -> int | None:
        column = self._column(_VERSION)
        if column is None:
            return None
        text = row[column].strip()
        if text.isascii() and text.isdecimal() and 0 < int(text[:11]) <= _LAST_NUMBER:
            return int(text)
        raise RuleViolationError(f"{self.path}, row {line:,}: {text!r} is no number of a version.")

    def _values(self, version: int | None, rows: Sequence[Row]) -> Values:
        name, value = self._column(*_NAMES), self._column(_VALUE)
        is_long = name is not None and value is not None
        is_log = len(rows) > 1 and self._column(*_STEPS) is not None
        if len(rows) > 1 and not (is_log or is_long):
            of = f" of version {version}" if version else ""
            raise RuleViolationError(
                f"{self.path} holds {len(rows):,} rows{of}, and nothing says which of them counts: "
                "give it a column 'version', or 'step' if the last one counts."
            )
        cells = [cell for row in rows for cell in self._cells(row, name, value)]
        values = Values()
        for each, text in _last(cells) if is_log else cells:
            if is_log and each.lower() in _STEPS:
                values.left_out.append((each, _STEP))
            else:
                values.add(each, value_of_cell(text, self.decimal))
        return values

    def _cells(self, row: Row, name: str | None, value: str | None) -> Iterator[tuple[str, str]]:
        if name is not None and value is not None:
            yield row[name].strip(), row[value]
            return
        for column in self.columns:
            if column.strip().lower() != _VERSION:
                yield column.strip(), row[column]

    def _column(self, *names: str) -> str | None:
        return next((each for each in self.columns if each.strip().lower() in names), None)


def _last(cells: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """The last value of each name that is not empty."""
    last: dict[str, str] = {}
    for name, text in cells:
        if text.strip() or name not in last:
            last[name] = text
    return last.items()


def read_table(path: Path, text: str) -> Table:
    """The table, separated by commas, semicolons or tabs; its first row names the columns.

    Raises:
        RuleViolationError: it is no such table.
    """
    lines = text.splitlines()
    separator = _separator(lines)
    try:
        found = [row for row in csv.reader(lines, delimiter=separator, strict=True) if any(row)]
    except csv.Error as error:
        raise RuleViolationError(f"{path} is no table in CSV: {error}.") from None
    if lines and lines[0].lower().startswith("sep="):
        del found[0]
    if len(found) < 2 or len(found[0]) < 2:  # noqa: PLR2004  # a head and a row, two columns
        raise RuleViolationError(
            f"{path} holds no table of metrics: a first row with the names of columns, such as "
            "name,value, and rows below it."
        )
    columns = found[0]
    for number, row in enumerate(found[1:], start=2):
        if len(row) > len(columns):
            raise RuleViolationError(
                f"{path}, row {number:,}: there are {len(row)} cells, and the first row names only "
                f"{len(columns)} columns."
            )
    if len(set(columns)) < len(columns):
        twice = next(column for column in columns if columns.count(column) > 1)
        raise RuleViolationError(f"{path} has two columns called {twice!r}.")
    rows = [dict.fromkeys(columns, "") | dict(zip(columns, row, strict=False)) for row in found[1:]]
    return Table(path, columns, rows, "," if separator == ";" else ".")


def _separator(lines: Sequence[str]) -> str:
    """The most frequent separator of the first row, or the separator that Excel names there."""
    first = next((line for line in lines if line.strip()), "")
    if first.lower().startswith("sep=") and first[4:5] in _SEPARATORS:
        return first[4]
    return max(_SEPARATORS, key=first.count)
