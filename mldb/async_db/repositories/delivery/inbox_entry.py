"""Rows of inbox_entries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from mldb.async_db.repositories.rows import RowRepository
from mldb.models import InboxEntry
from mldb.rules.inbox import Notice, notices
from mldb.statements.delivery import inbox_entry as statements
from mldb.statements.identity import known_id
from mldb.statements.registry.ml_model_watch import watch_again_as_owner, watch_as_owner
from mldb.values.enums import NoticeKind


class InboxEntryRepository(RowRepository[InboxEntry]):
    """Rows of inbox_entries."""

    row_type = InboxEntry

    async def tell(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Write entries about these audit events of one change, for whoever is to hear of them.

        The events are in the table already. One statement for each notice, and none if there is
        nothing to tell.
        """
        found = notices(events)
        if not found:
            return
        connection = await self.session.connection()
        for notice in found:
            values = _values(notice)
            if notice.is_for_watchers:
                await connection.execute(statements.tell_watchers(), values)
            else:
                await connection.execute(statements.tell_people(), values)
            if notice.kind is NoticeKind.OWNER:
                await self._let_watch(notice.names[0], values["model_id"], values["at"])

    async def _let_watch(self, owner: str, model_id: int, at: datetime) -> None:
        connection = await self.session.connection()
        starred = {"username": owner, "of_model": model_id}
        await connection.execute(watch_again_as_owner(), starred)
        row = {"username": owner, "model_id": model_id, "at": at}
        await connection.execute(watch_as_owner(), row)

    async def get_of_user(
        self, user_id: int, skip: int, limit: int, *, is_unread: bool
    ) -> Sequence[Row[Any]]:
        """Columns of a user's rows with their events, the newest first, at most `limit`."""
        values = {"user_id": known_id(user_id), "skip": skip, "count": limit}
        return await self._rows(statements.entries(is_unread=is_unread), values)

    async def get_one(self, user_id: int, entry_id: int) -> Row[Any] | None:
        """Columns of one row of a user with its event, or None."""
        values = {"user_id": known_id(user_id), "entry_id": known_id(entry_id)}
        found = await self._rows(statements.entry(), values)
        return found[0] if found else None

    async def count_unread(self, user_id: int) -> int:
        """Number of a user's unread rows, up to 100."""
        values = {"user_id": known_id(user_id)}
        return await self.session.scalar(statements.count_unread(), values) or 0

    async def mark_read(self, user_id: int, entry_id: int, now: datetime, *, is_one: bool) -> int:
        """How many unread rows of a user are read now: one, or all up to this id."""
        values = {"of_user": known_id(user_id), "entry_id": known_id(entry_id), "now": now}
        connection = await self.session.connection()
        found = await connection.execute(statements.mark_read(is_one=is_one), values)
        count: int = found.rowcount
        return count

    async def mark_unread(self, user_id: int, entry_id: int) -> int:
        """How many rows it was: one, or none."""
        values = {"of_user": known_id(user_id), "entry_id": known_id(entry_id)}
        connection = await self.session.connection()
        count: int = (await connection.execute(statements.mark_unread(), values)).rowcount
        return count

    async def get_due(self, now: datetime, limit: int) -> Sequence[Row[Any]]:
        """Columns of rows whose mail is due, with their users and events, at most `limit`."""
        return await self._rows(statements.due(), {"now": now, "count": limit})

    async def set_mail(self, entry_ids: Collection[int], due_at: datetime | None) -> None:
        """Record an attempt to mail about these rows; the next one is due then; None: never."""
        values = {"entry_ids": list(entry_ids), "due_at": due_at}
        connection = await self.session.connection()
        await connection.execute(statements.set_mail(), values)

    async def delete_old(self, read_before: datetime, any_before: datetime, limit: int) -> int:
        """Remove old rows, at most `limit`; returns how many."""
        values = {"read_before": read_before, "any_before": any_before, "count": limit}
        return len(await self._rows(statements.delete_old(), values))

    async def count_old(self, read_before: datetime, any_before: datetime) -> int:
        """Number of old rows."""
        values = {"read_before": read_before, "any_before": any_before}
        return await self.session.scalar(statements.count_old(), values) or 0

    async def _rows(self, statement: Any, values: Mapping[str, Any]) -> Sequence[Row[Any]]:
        connection = await self.session.connection()
        rows: Sequence[Row[Any]] = (await connection.execute(statement, values)).all()
        return rows


def _values(notice: Notice) -> dict[str, Any]:
    event = notice.event
    named = {name: event[name] for name in ("model_id", "entity", "entity_id", "actor")}
    return named | {
        "kind": notice.kind,
        "count": notice.count,
        "at": event["occurred_at"],
        # What a program did is news for whom it acted.
        "excluded": event["actor"] if event["via"] is None else "",
        "names": list(notice.names),
    }
