"""Many rows at once, past what SQLAlchemy does for each of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import Dialect, Table, TextClause, text

FEW: Final = 100
"""Up to here it isn't worth another kind of statement."""


@cache
def insert_from_json(table: Table) -> TextClause:
    """For the rows in the JSON text `rows`, which gives every column but the id.

    For PostgreSQL, whose driver sends every row on its own.
    """
    names = ", ".join(column.name for column in _given(table))
    return text(
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM "  # noqa: S608  # names of our own
        f"json_populate_recordset(CAST(NULL AS {table.name}), CAST(:rows AS json))"
    )


def as_json(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The parameters of the statement; numbers and times keep their exact value."""
    return {"rows": to_json(rows).decode()}


@cache
def insert_in_sqlite(table: Table) -> str:
    """For rows as tuples of every column but the id, handed to the driver itself."""
    columns = _given(table)
    names, places = ", ".join(column.name for column in columns), ", ".join("?" * len(columns))
    return f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608  # names of our own


def as_tuples(
    table: Table, dialect: Dialect, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """The parameters of the statement, each column converted as its type says."""
    values = []
    for column in _given(table):
        convert = column.type.dialect_impl(dialect).bind_processor(dialect)
        of_rows = [row[column.name] for row in rows]
        values.append(of_rows if convert is None else [convert(value) for value in of_rows])
    return list(zip(*values, strict=True))


@cache
def _given(table: Table) -> list[Any]:
    """The columns that whoever inserts has to give."""
    return [column for column in table.c if column.name != "id"]
