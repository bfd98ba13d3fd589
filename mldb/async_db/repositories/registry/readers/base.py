"""Running the statements of the readers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession


class ReaderRepository:
    """Reads columns in the session of the caller."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _all(self, statement: Any, **values: Any) -> Sequence[Any]:
        # Past the ORM: its handling of each statement would cost as much as the statement.
        connection = await self.session.connection()
        return (await connection.execute(statement, values)).all()

    async def _first(self, statement: Any, **values: Any) -> Any:
        """The first row, or None."""
        rows = await self._all(statement, **values)
        return rows[0] if rows else None
