"""Rows of two tables side by side, past the ORM."""

from typing import Any


def beside(table: Any, prefix: str) -> list[Any]:
    """The table's columns under names that begin so."""
    return [column.label(f"{prefix}{column.name}") for column in table.c]


def apart(row: Any, prefix: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The row's own columns, and those of the table beside it, under their own names."""
    own, other = {}, {}
    for name, value in row._asdict().items():
        if name.startswith(prefix):
            other[name.removeprefix(prefix)] = value
        else:
            own[name] = value
    return own, other
