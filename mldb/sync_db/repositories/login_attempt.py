# Generated from mldb/async_db/repositories/login_attempt.py by `make twins`.
"""Rows of login_attempts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from mldb.models import LoginAttempt
from mldb.sync_db.repositories.base import BaseRepository


class LoginAttemptRepository(BaseRepository[LoginAttempt]):
    """Rows of login_attempts."""

    row_type = LoginAttempt

    def failures_of_username(
        self, username: str, since: datetime, limit: int
    ) -> Sequence[datetime]:
        """Times of an account's failures after its last success, the newest first."""
        last_success = (
            select(func.max(LoginAttempt.id))
            .where(LoginAttempt.username == username, LoginAttempt.succeeded.is_(True))
            .scalar_subquery()
        )
        return self._failed_at(
            since,
            limit,
            LoginAttempt.username == username,
            LoginAttempt.id > func.coalesce(last_success, 0),
        )

    def failures_of_address(self, address: str, since: datetime, limit: int) -> Sequence[datetime]:
        """Times of an address's failures, the newest first."""
        return self._failed_at(since, limit, LoginAttempt.address == address)

    def _failed_at(
        self, since: datetime, limit: int, *conditions: ColumnElement[bool]
    ) -> Sequence[datetime]:
        statement = (
            select(LoginAttempt.attempted_at)
            .where(
                LoginAttempt.succeeded.is_(False), LoginAttempt.attempted_at > since, *conditions
            )
            .order_by(LoginAttempt.attempted_at.desc())
            .limit(limit)
        )
        return (self.session.scalars(statement)).all()

    def delete_before(self, moment: datetime, limit: int) -> int:
        """Remove what is older, at most `limit`; how many it was."""
        old = LoginAttempt.attempted_at < moment
        chosen = select(LoginAttempt.id).where(old).order_by(LoginAttempt.id).limit(limit)
        deleted = delete(LoginAttempt).where(LoginAttempt.id.in_(chosen)).returning(LoginAttempt.id)
        return len((self.session.scalars(deleted)).all())
