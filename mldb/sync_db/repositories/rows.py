# Generated from mldb/async_db/repositories/rows.py by `make twins`.
"""The base of all repositories, also of logs whose rows have no id."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic

from sqlalchemy import Insert
from sqlalchemy.orm import Session

from mldb.statements.registry.bulk import (
    FEW,
    as_json,
    as_tuples,
    insert_from_json,
    insert_in_sqlite,
)
from mldb.types import RowT


class RowRepository(Generic[RowT]):
    """Rows of one table, in the session that the caller hands in; they are inserted and read."""

    row_type: ClassVar[Any]

    def __init__(self, session: Session) -> None:
        self.session = session

    def insert_all(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows with all columns except an id, by the statement or by a quicker one."""
        connection = self.session.connection()
        table = self.row_type.__table__
        if len(rows) <= FEW:
            if rows:
                connection.execute(statement, rows)
        elif connection.dialect.name == "postgresql":
            connection.execute(insert_from_json(table), as_json(rows))
        else:
            given = as_tuples(table, connection.dialect, rows)
            connection.exec_driver_sql(insert_in_sqlite(table), given)
