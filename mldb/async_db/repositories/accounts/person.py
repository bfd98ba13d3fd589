"""People, read from their accounts and from what they did."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from mldb.models import AuditEvent
from mldb.statements.accounts import person as statements


class PersonRepository:
    """Reads of several tables."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, username: str) -> Row[Any] | None:
        """Columns of the person with this exact username, or None."""
        found = await self._rows(statements.person(), {"username": username})
        return found[0] if found else None

    async def get_all(self, skip: int, limit: int) -> Sequence[Row[Any]]:
        """Columns of all people, the active first, by username, at most `limit`."""
        return await self._rows(statements.listed_people(), {"skip": skip, "count": limit})

    async def active_among(self, usernames: Collection[str]) -> set[str]:
        """Those of the usernames that are of active staff users."""
        if not usernames:
            return set()
        values = {"usernames": list(usernames)}
        return {name for (name,) in await self._rows(statements.active_usernames(), values)}

    async def usernames(self, limit: int) -> list[str]:
        """Usernames of active staff users, by name, at most `limit`."""
        found = await self._rows(statements.names_for_choice(), {"count": limit})
        return [name for (name,) in found]

    async def teams(self, limit: int) -> list[str]:
        """Teams of models, by name, at most `limit`."""
        return [name for (name,) in await self._rows(statements.team_names(), {"count": limit})]

    async def changes(self, username: str, limit: int) -> Sequence[AuditEvent]:
        """The newest audit events of an actor, at most `limit`."""
        values = {"actor": username, "count": limit}
        return (await self.session.scalars(statements.newest_changes(), values)).all()

    async def _rows(self, statement: Any, values: dict[str, Any]) -> Sequence[Row[Any]]:
        connection = await self.session.connection()
        rows: Sequence[Row[Any]] = (await connection.execute(statement, values)).all()
        return rows
