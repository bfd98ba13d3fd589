# Generated from mldb/async_db/repositories/accounts/staff_session.py by `make twins`.
"""Rows of staff_sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from mldb.models import StaffSession
from mldb.statements.accounts.staff_session import session_with_user
from mldb.statements.identity import has_id
from mldb.sync_db.repositories.base import BaseRepository


class StaffSessionRepository(BaseRepository[StaffSession]):
    """Rows of staff_sessions."""

    row_type = StaffSession

    def get_by_key_hash(self, key_hash: str, *, lock: bool = False) -> StaffSession | None:
        """Row by the hash of its key, expired or not, or None; locked if asked for."""
        return self.first(self.statement().where(StaffSession.key_hash == key_hash), lock=lock)

    def get_with_user(self, key_hash: str) -> Row[Any] | None:
        """Columns of the session with this hash, expired or not, and of its user, or None."""
        connection = self.session.connection()
        found = connection.execute(session_with_user(), {"key_hash": key_hash})
        row: Row[Any] | None = found.one_or_none()
        return row

    def delete_by_key_hash(self, key_hash: str) -> None:
        """Remove the row with this hash, if there is one."""
        self.session.execute(delete(StaffSession).where(StaffSession.key_hash == key_hash))

    def get_of_user(
        self, user_id: int, now: datetime, skip: int, limit: int
    ) -> Sequence[StaffSession]:
        """Unexpired rows of a user, the newest first, at most `limit`."""
        return self.get_all(
            skip, limit, has_id(StaffSession.user_id, user_id), StaffSession.expires_at > now
        )

    def delete_of_user(self, user_id: int, except_key_hash: str | None) -> None:
        """Remove all rows of a user, except the row with this hash."""
        statement = delete(StaffSession).where(has_id(StaffSession.user_id, user_id))
        if except_key_hash is not None:
            statement = statement.where(StaffSession.key_hash != except_key_hash)
        self.session.execute(statement)

    def delete_of_user_by_id(self, user_id: int, session_id: int) -> bool:
        """Whether the user had an unended session with this id, which is now removed."""
        statement = delete(StaffSession).where(
            has_id(StaffSession.user_id, user_id), has_id(StaffSession.id, session_id)
        )
        return (self.session.scalar(statement.returning(StaffSession.id))) is not None

    def set_used(self, key_hash: str, now: datetime, expires_at: datetime) -> None:
        """Record a use of an unexpired session, and when it expires without another use."""
        self.session.execute(
            update(StaffSession)
            .where(StaffSession.key_hash == key_hash, StaffSession.expires_at > now)
            .values(updated_at=now, expires_at=expires_at)
            .execution_options(synchronize_session=False)
        )

    def count_expired(self, now: datetime) -> int:
        """Number of expired rows."""
        found = select(func.count()).where(StaffSession.expires_at <= now)
        return self.session.scalar(found) or 0

    def delete_expired(self, now: datetime, limit: int) -> int:
        """Remove expired rows, the oldest first, at most `limit`; returns how many."""
        selected = (
            select(StaffSession.id)
            .where(StaffSession.expires_at <= now)
            .order_by(StaffSession.expires_at)
            .limit(limit)
        )
        deleted = (
            delete(StaffSession).where(StaffSession.id.in_(selected)).returning(StaffSession.id)
        )
        return len((self.session.scalars(deleted)).all())
