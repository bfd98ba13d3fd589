"""Inboxes: what staff users are told about."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from mldb.async_db.repositories.delivery.inbox_entry import InboxEntryRepository
from mldb.async_db.services.base import Service
from mldb.errors import NotFoundError
from mldb.rules.paging import check_page
from mldb.schemas import AuditEventRead, DueMail, InboxEntryRead
from mldb.statements.delivery.inbox_entry import EVENT
from mldb.values.limits import PAGE_SIZE, PAGE_SIZE_LIMIT

READ_LIFETIME: Final = timedelta(days=30)
LIFETIME: Final = timedelta(days=180)
_MAIL_ATTEMPTS: Final = 8
_FIRST_WAIT: Final = timedelta(minutes=1)


class InboxEntryService(Service):
    """Entries of inboxes: written in the transactions of the changes that they are about.

    Reading them is everybody's own and says nothing about the registry, so it is not audited.
    What was read goes after 30 days, the rest after 180.
    """

    entity: ClassVar[str] = "entry"

    async def get_of_user(
        self, user_id: int, *, is_unread: bool = False, skip: int = 0, limit: int = PAGE_SIZE
    ) -> list[InboxEntryRead]:
        """A staff user's entries, or only the unread ones, the newest first, at most `limit`."""
        check_page(skip, limit)
        async with self.database.reading() as session:
            rows = await InboxEntryRepository(session).get_of_user(
                user_id, skip, limit, is_unread=is_unread
            )
        return [_read(row) for row in rows]

    async def get(self, user_id: int, entry_id: int) -> InboxEntryRead:
        """An entry of a staff user.

        Raises:
            NotFoundError: they have none with this id.
        """
        async with self.database.reading() as session:
            row = await InboxEntryRepository(session).get_one(user_id, entry_id)
        if row is None:
            raise NotFoundError(self.entity, entry_id)
        return _read(row)

    async def count_unread(self, user_id: int) -> int:
        """How many entries a staff user has not read, counted up to 100."""
        async with self.database.reading() as session:
            return await InboxEntryRepository(session).count_unread(user_id)

    async def mark_read(self, user_id: int, entry_id: int) -> None:
        """Mark one entry of a staff user as read; one that is, or is nobody's, stays so."""
        await self._mark_read(user_id, entry_id, is_one=True)

    async def mark_all_read(self, user_id: int, up_to_id: int) -> int:
        """Mark the entries of a staff user as read, up to the one that was seen; how many."""
        return await self._mark_read(user_id, up_to_id, is_one=False)

    async def mark_unread(self, user_id: int, entry_id: int) -> None:
        """Mark one entry of a staff user as unread.

        Raises:
            NotFoundError: they have none with this id.
        """
        async with self.database.writing() as session:
            if not await InboxEntryRepository(session).mark_unread(user_id, entry_id):
                raise NotFoundError(self.entity, entry_id)

    async def get_due_mails(self, *, limit: int = PAGE_SIZE) -> list[DueMail]:
        """What is to be mailed now, of at most `limit` (1,000) entries: one mail for each person.

        Who may no longer log in, or gave up the address, gets none.
        """
        check_page(0, limit)
        async with self.database.writing() as session:
            repository = InboxEntryRepository(session)
            rows = await repository.get_due(datetime.now(UTC), limit)
            if gone := [row.id for row in rows if not (row.is_active and row.email)]:
                await repository.set_mail(gone, None)
        return _mails([row for row in rows if row.is_active and row.email])

    async def note_sent(self, entry_ids: Sequence[int]) -> None:
        """Record that the mail about these entries was sent."""
        async with self.database.writing() as session:
            await InboxEntryRepository(session).set_mail(entry_ids, None)

    async def note_failed(self, entry_ids: Sequence[int], attempts: int) -> datetime | None:
        """When the mail about these entries, that failed after so many, is tried again.

        Each wait is four times as long as the one before; None: it is given up.
        """
        wait = _FIRST_WAIT * 4 ** max(min(attempts, _MAIL_ATTEMPTS), 0)
        is_over = attempts + 1 >= _MAIL_ATTEMPTS
        due_at = None if is_over else datetime.now(UTC) + wait
        async with self.database.writing() as session:
            await InboxEntryRepository(session).set_mail(entry_ids, due_at)
        return due_at

    async def delete_old(self, *, limit: int = PAGE_SIZE_LIMIT) -> int:
        """Delete old entries, at most `limit`; returns how many."""
        now = datetime.now(UTC)
        async with self.database.writing() as session:
            repository = InboxEntryRepository(session)
            return await repository.delete_old(now - READ_LIFETIME, now - LIFETIME, limit)

    async def count_old(self) -> int:
        """Number of old entries."""
        now = datetime.now(UTC)
        async with self.database.reading() as session:
            repository = InboxEntryRepository(session)
            return await repository.count_old(now - READ_LIFETIME, now - LIFETIME)

    async def _mark_read(self, user_id: int, entry_id: int, *, is_one: bool) -> int:
        now = datetime.now(UTC)
        async with self.database.writing() as session:
            repository = InboxEntryRepository(session)
            return await repository.mark_read(user_id, entry_id, now, is_one=is_one)


def _read(row: Any) -> InboxEntryRead:
    columns = row._asdict()
    event = {
        name.removeprefix(EVENT): value for name, value in columns.items() if name.startswith(EVENT)
    }
    return InboxEntryRead.model_validate(columns | {"event": AuditEventRead.model_validate(event)})


def _mails(rows: Sequence[Any]) -> list[DueMail]:
    by_user: dict[int, list[Any]] = {}
    for row in rows:
        by_user.setdefault(row.user_id, []).append(row)
    return [
        DueMail(
            username=own[0].username,
            display_name=own[0].display_name,
            email=own[0].email,
            attempts=max(row.mail_attempts for row in own),
            entries=[_read(row) for row in own],
        )
        for own in by_user.values()
    ]
