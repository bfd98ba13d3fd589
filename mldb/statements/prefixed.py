"""Rows of two joined tables as columns, without the ORM."""

from typing import Any


def prefixed_columns(table: Any, prefix: str) -> list[Any]:
    """The table's columns, labelled with the prefix."""
    return [column.label(f"{prefix}{column.name}") for column in table.c]


def split_row(row: Any, prefix: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values of the columns without the prefix, and of those with it, by column name."""
    own, other = {}, {}
    for name, value in row._asdict().items():
        if name.startswith(prefix):
            other[name.removeprefix(prefix)] = value
        else:
            own[name] = value
    return own, other
