"""Rows of login_attempts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from mldb.async_db.repositories.base import BaseRepository
from mldb.models import LoginAttempt
from mldb.statements.accounts.login_attempt import lock_attempts
from mldb.statements.identity import has_id

_COUNTED: Final = 1_000


class LoginAttemptRepository(BaseRepository[LoginAttempt]):
    """Rows of login_attempts."""

    row_type = LoginAttempt

    async def lock(self) -> None:
        """Keep other writers from counting until the commit; on SQLite there is only one writer."""
        connection = await self.session.connection()
        if connection.dialect.name == "postgresql":
            await self.session.execute(lock_attempts())

    async def get_recent(
        self, username: str, address: str, since: datetime, until: datetime
    ) -> Sequence[LoginAttempt]:
        """Attempts at the account or from the network address, the newest first, at most 1,000."""
        return await self.get_all(
            0,
            _COUNTED,
            LoginAttempt.attempted_at > since,
            LoginAttempt.attempted_at <= until,
            or_(LoginAttempt.username == username, LoginAttempt.address == address),
        )

    async def is_usual(self, username: str, address: str, since: datetime, until: datetime) -> bool:
        """Whether the account logged in from the network address in this time."""
        found = exists().where(
            LoginAttempt.username == username,
            LoginAttempt.address == address,
            LoginAttempt.succeeded.is_(True),
            LoginAttempt.attempted_at > since,
            LoginAttempt.attempted_at <= until,
        )
        return bool(await self.session.scalar(select(found)))

    async def set_succeeded(self, attempt_id: int) -> None:
        """Record that the password was right."""
        await self.session.execute(
            update(LoginAttempt).where(has_id(LoginAttempt.id, attempt_id)).values(succeeded=True)
        )

    async def delete_by_id(self, attempt_id: int) -> None:
        """Remove one, if there is one."""
        await self.session.execute(delete(LoginAttempt).where(has_id(LoginAttempt.id, attempt_id)))

    async def count_old(
        self, failed_before: datetime, succeeded_before: datetime, after: datetime
    ) -> int:
        """Number of rows that are older or later than `after`."""
        old = _is_old(failed_before, succeeded_before, after)
        return await self.session.scalar(select(func.count()).where(old)) or 0

    async def delete_old(
        self, failed_before: datetime, succeeded_before: datetime, after: datetime, limit: int
    ) -> int:
        """Remove rows that are older or later than `after`, at most `limit`; returns how many."""
        old = _is_old(failed_before, succeeded_before, after)
        selected = select(LoginAttempt.id).where(old).order_by(LoginAttempt.id).limit(limit)
        deleted = (
            delete(LoginAttempt).where(LoginAttempt.id.in_(selected)).returning(LoginAttempt.id)
        )
        return len((await self.session.scalars(deleted)).all())


def _is_old(
    failed_before: datetime, succeeded_before: datetime, after: datetime
) -> ColumnElement[bool]:
    return or_(
        _before(failed_before, is_success=False),
        _before(succeeded_before, is_success=True),
        LoginAttempt.attempted_at > after,
    )


def _before(moment: datetime, *, is_success: bool) -> ColumnElement[bool]:
    return and_(LoginAttempt.succeeded.is_(is_success), LoginAttempt.attempted_at < moment)
