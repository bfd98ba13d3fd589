# Generated from mldb/async_db/repositories/registry/readers/base.py by `make twins`.
"""Running the statements of the readers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session


class ReaderRepository:
    """Reads columns in the session of the caller."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def _all(self, statement: Any, **values: Any) -> Sequence[Any]:
        # Past the ORM: its handling of each statement would cost as much as the statement.
        connection = self.session.connection()
        return (connection.execute(statement, values)).all()

    def _first(self, statement: Any, **values: Any) -> Any:
        """The first row, or None."""
        rows = self._all(statement, **values)
        return rows[0] if rows else None
