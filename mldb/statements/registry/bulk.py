"""Inserts many rows at once, faster than SQLAlchemy's own way."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import Dialect, Table, TextClause, text

FEW: Final = 100
"""Up to this number of rows the ordinary statement is as fast."""


@cache
def insert_from_json(table: Table) -> TextClause:
    """Insert the rows of the JSON text `rows`, with every column but the id.

    For PostgreSQL, whose driver sends every row separately.
    """
    names = ", ".join(column.name for column in _given(table))
    return text(
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM "  # noqa: S608  # names of our own
        f"json_populate_recordset(CAST(NULL AS {table.name}), CAST(:rows AS json))"
    )


def as_json(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Parameters of `insert_from_json`; numbers and times keep their exact values."""
    return {"rows": to_json(rows, inf_nan_mode="strings").decode()}


@cache
def insert_in_sqlite(table: Table) -> str:
    """Insert rows given to the driver as tuples of every column but the id."""
    columns = _given(table)
    names, placeholders = (
        ", ".join(column.name for column in columns),
        ", ".join("?" * len(columns)),
    )
    return f"INSERT INTO {table.name} ({names}) VALUES ({placeholders})"  # noqa: S608  # names of our own


def as_tuples(
    table: Table, dialect: Dialect, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """Parameters of `insert_in_sqlite`, converted by the types of the columns."""
    values = []
    for column in _given(table):
        convert = column.type.dialect_impl(dialect).bind_processor(dialect)
        of_rows = [row[column.name] for row in rows]
        values.append(of_rows if convert is None else [convert(value) for value in of_rows])
    return list(zip(*values, strict=True))


@cache
def _given(table: Table) -> list[Any]:
    """Columns without the id."""
    return [column for column in table.c if column.name != "id"]
