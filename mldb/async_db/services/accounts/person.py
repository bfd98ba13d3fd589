"""People as their colleagues see them."""

from collections.abc import Collection
from typing import Any, ClassVar

from mldb.async_db.repositories.accounts.person import PersonRepository
from mldb.async_db.services.base import Service
from mldb.errors import NotFoundError
from mldb.rules.batch import check_batch
from mldb.rules.paging import check_page
from mldb.schemas import AuditEventRead, PersonRead
from mldb.values.limits import PAGE_SIZE
from mldb.values.spelling import spelling
from mldb.values.texts import is_storable


class PersonReader(Service):
    """Reads people, with what everybody may know of them."""

    entity: ClassVar[str] = "person"

    async def get(self, username: str) -> PersonRead:
        """The person of this username, active or not; case does not matter.

        Raises:
            NotFoundError: nobody with an account is called so.
        """
        async with self.database.reading() as session:
            row = None
            if is_storable(username):
                name = spelling(username).strip().lower()
                row = await PersonRepository(session).get(name)
        if row is None:
            raise NotFoundError(self.entity, username)
        return _read(row)

    async def get_all(self, *, skip: int = 0, limit: int = PAGE_SIZE) -> list[PersonRead]:
        """All people, those who may log in first, by username, at most `limit` (1,000)."""
        check_page(skip, limit)
        async with self.database.reading() as session:
            return [_read(row) for row in await PersonRepository(session).get_all(skip, limit)]

    async def get_changes(self, username: str, *, limit: int = PAGE_SIZE) -> list[AuditEventRead]:
        """What somebody of this name did last, the newest first, at most `limit` (1,000).

        Also somebody without an account, whom only an imported history knows.
        """
        check_page(0, limit)
        if not is_storable(username):
            return []
        async with self.database.reading() as session:
            rows = await PersonRepository(session).changes(spelling(username), limit)
        return [AuditEventRead.model_validate(row) for row in rows]

    async def get_known(self, usernames: Collection[str]) -> set[str]:
        """Those of the names, at most 1,000, that are usernames of people who may log in.

        Raises:
            RuleViolationError: too many.
        """
        check_batch(len(usernames))
        storable = [name for name in usernames if is_storable(name)]
        async with self.database.reading() as session:
            return await PersonRepository(session).active_among(storable)

    async def get_usernames(self, *, limit: int = PAGE_SIZE) -> list[str]:
        """Usernames of those who may log in, by name, at most `limit` (1,000)."""
        check_page(0, limit)
        async with self.database.reading() as session:
            return await PersonRepository(session).usernames(limit)

    async def get_teams(self, *, limit: int = PAGE_SIZE) -> list[str]:
        """The teams that models belong to, by name, at most `limit` (1,000)."""
        check_page(0, limit)
        async with self.database.reading() as session:
            return await PersonRepository(session).teams(limit)


def _read(row: Any) -> PersonRead:
    seen = [at for at in (row.session_at, row.token_at, row.change_at) if at is not None]
    return PersonRead.model_validate(row._asdict() | {"seen_at": max(seen, default=None)})
