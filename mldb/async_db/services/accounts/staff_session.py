"""Login sessions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.async_db.repositories.accounts.staff_session import StaffSessionRepository
from mldb.async_db.repositories.accounts.staff_user import StaffUserRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.hooks import Hooks
from mldb.errors import NotFoundError
from mldb.models import StaffSession
from mldb.rules.paging import check_page
from mldb.schemas import StaffSessionCreate, StaffSessionOwner, StaffSessionRead
from mldb.statements.accounts.staff_session import OWNER
from mldb.values.limits import PAGE_SIZE, PAGE_SIZE_LIMIT
from mldb.values.secrets import hash_of


class StaffSessionService(Hooks, Service):
    """Sessions of browsers, found by the hash of their key.

    They are the state of browsers and no part of the registry, so they are not audited
    (docs/decisions/0004).
    """

    entity: ClassVar[str] = "session"

    async def create(self, data: StaffSessionCreate) -> StaffSessionRead:
        """The session as stored.

        Raises:
            DuplicateError: there is one with this key.
            NotFoundError: there is no such staff user.
        """
        async with self.database.writing() as session:
            await self._validate_create(session, [data])
            now = datetime.now(UTC)
            row = await StaffSessionRepository(session).add(
                data.model_dump(exclude={"key"})
                | {"key_hash": hash_of(data.key), "created_at": now, "updated_at": now}
            )
            return StaffSessionRead.model_validate(row)

    async def get(self, key: str) -> StaffSessionRead:
        """The unexpired session with this key.

        Raises:
            NotFoundError: there is none.
        """
        async with self.database.reading() as session:
            row = await StaffSessionRepository(session).get_by_key_hash(hash_of(key))
            return StaffSessionRead.model_validate(_found(row, datetime.now(UTC)))

    async def get_with_user(self, key: str) -> StaffSessionOwner:
        """The unexpired session with this key and its user, in one statement.

        Raises:
            NotFoundError: there is none.
        """
        async with self.database.reading() as session:
            row = await StaffSessionRepository(session).get_with_user(hash_of(key))
        columns = _found(row, datetime.now(UTC))._asdict()
        user = {name.removeprefix(OWNER): columns[name] for name in columns if OWNER in name}
        is_owned = columns["user_id"] is not None
        return StaffSessionOwner.model_validate(columns | {"user": user if is_owned else None})

    async def get_of_user(
        self, user_id: int, *, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[StaffSessionRead]:
        """Unexpired sessions of a staff user, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        async with self.database.reading() as session:
            rows = await StaffSessionRepository(session).get_of_user(
                user_id, datetime.now(UTC), skip, limit
            )
            return [StaffSessionRead.model_validate(row) for row in rows]

    async def update(self, data: StaffSessionCreate) -> StaffSessionRead:
        """The unexpired session with this key, with its new contents.

        Raises:
            NotFoundError: there is none, a session that was ended stays so; or there is no such
                staff user.
        """
        async with self.database.writing() as session:
            now = datetime.now(UTC)
            repository = StaffSessionRepository(session)
            row = _found(await repository.get_by_key_hash(hash_of(data.key), lock=True), now)
            await self._validate_update(session, [(row, data)])
            await repository.update(row, data.model_dump(exclude={"key"}) | {"updated_at": now})
            return StaffSessionRead.model_validate(row)

    async def note_use(self, key: str, expires_at: datetime) -> None:
        """Set another expiry for the session with this key, if it has not expired yet."""
        async with self.database.writing() as session:
            await StaffSessionRepository(session).set_used(
                hash_of(key), datetime.now(UTC), expires_at
            )

    async def delete(self, key: str) -> None:
        """End the session with this key, if there is one."""
        async with self.database.writing() as session:
            await StaffSessionRepository(session).delete_by_key_hash(hash_of(key))

    async def delete_of_user(self, user_id: int, *, except_key: str | None = None) -> None:
        """End all sessions of a staff user, except the session with the key `except_key`."""
        kept = None if except_key is None else hash_of(except_key)
        async with self.database.writing() as session:
            await StaffSessionRepository(session).delete_of_user(user_id, kept)

    async def delete_of_user_by_id(self, user_id: int, session_id: int) -> None:
        """End one session of a staff user.

        Raises:
            NotFoundError: they have no such session.
        """
        async with self.database.writing() as session:
            repository = StaffSessionRepository(session)
            if not await repository.delete_of_user_by_id(user_id, session_id):
                raise NotFoundError(self.entity, session_id)

    async def delete_expired(self, *, limit: int = PAGE_SIZE_LIMIT) -> int:
        """Delete expired sessions, at most `limit`, the oldest first; returns how many."""
        async with self.database.writing() as session:
            return await StaffSessionRepository(session).delete_expired(datetime.now(UTC), limit)

    async def count_expired(self) -> int:
        """Number of expired sessions."""
        async with self.database.reading() as session:
            return await StaffSessionRepository(session).count_expired(datetime.now(UTC))

    async def _validate_create(
        self, session: AsyncSession, data: Sequence[StaffSessionCreate]
    ) -> None:
        """A session is nobody's yet, or of a staff user that exists."""
        for user_id in {one.user_id for one in data if one.user_id is not None}:
            if await StaffUserRepository(session).get(user_id) is None:
                raise NotFoundError("staff user", user_id)

    async def _validate_update(
        self, session: AsyncSession, changes: Sequence[tuple[StaffSession, StaffSessionCreate]]
    ) -> None:
        """A session is nobody's yet, or of a staff user that exists."""
        await self._validate_create(
            session, [data for row, data in changes if data.user_id != row.user_id]
        )


def _found(row: Any, now: datetime) -> Any:
    if row is None or row.expires_at <= now:
        raise NotFoundError("session")
    return row
