"""Many rows in one statement, for PostgreSQL: its driver sends every row on its own."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import Table, TextClause, text

FEW: Final = 100
"""Up to here it isn't worth another kind of statement."""


@cache
def insert_from_json(table: Table) -> TextClause:
    """For the rows in the JSON text `rows`, which gives every column but the id."""
    names = ", ".join(column.name for column in table.c if column.name != "id")
    return text(
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM "  # noqa: S608  # names of our own
        f"json_populate_recordset(CAST(NULL AS {table.name}), CAST(:rows AS json))"
    )


def as_json(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The parameters of the statement; numbers and times keep their exact value."""
    return {"rows": to_json(rows).decode()}
