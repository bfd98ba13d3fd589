# Generated from mldb/async_db/services/accounts/login_attempt.py by `make twins`.
"""Login attempts, and how they slow down the next ones."""

from datetime import UTC, datetime, timedelta
from typing import Final

from mldb.errors import ThrottledError
from mldb.rules.login import CLOCK_TOLERANCE, USUAL_FOR, WINDOW, blocked_until
from mldb.rules.paging import check_page
from mldb.schemas import LoginAttemptCreate, LoginAttemptRead
from mldb.sync_db.repositories.accounts.login_attempt import LoginAttemptRepository
from mldb.sync_db.services.base import Service
from mldb.values.limits import PAGE_SIZE, PAGE_SIZE_LIMIT

# A clock that is ahead by more was wrong when it recorded the attempt.
_WRONG_CLOCK: Final = timedelta(days=1)


class LoginAttemptService(Service):
    """Login attempts, counted in the database so that throttling holds across processes.

    Attempts are a log themselves, so they are not audited (docs/decisions/0004).
    """

    def begin(self, data: LoginAttemptCreate) -> LoginAttemptRead:
        """The recorded attempt, before its password is checked; it failed until it succeeds.

        Of many attempts at once, no more passwords are checked than of attempts one by one.

        Raises:
            ThrottledError: too many failed; it is not recorded, or trying would prolong the block.
        """
        # Without the write lock, which a flood of attempts would keep from everybody else.
        with self.database.snapshot() as session:
            _check(LoginAttemptRepository(session), data, datetime.now(UTC))
        with self.database.writing() as session:
            repository = LoginAttemptRepository(session)
            repository.lock()
            now = datetime.now(UTC)
            _check(repository, data, now)
            values = data.model_dump() | {"succeeded": False, "attempted_at": now}
            return LoginAttemptRead.model_validate(repository.add(values))

    def succeed(self, attempt_id: int) -> None:
        """Record that the password was right; those that failed before no longer count."""
        with self.database.writing() as session:
            LoginAttemptRepository(session).set_succeeded(attempt_id)

    def withdraw(self, attempt_id: int) -> None:
        """Delete an attempt whose password was not checked after all."""
        with self.database.writing() as session:
            LoginAttemptRepository(session).delete_by_id(attempt_id)

    def get_all(self, *, skip: int = 0, limit: int = PAGE_SIZE) -> list[LoginAttemptRead]:
        """Attempts, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        with self.database.reading() as session:
            rows = LoginAttemptRepository(session).get_all(skip, limit)
            return [LoginAttemptRead.model_validate(row) for row in rows]

    def delete_forgiven(self, *, limit: int = PAGE_SIZE_LIMIT) -> int:
        """Delete attempts that no longer count, at most `limit`; returns how many."""
        with self.database.writing() as session:
            return LoginAttemptRepository(session).delete_old(*_bounds(), limit)

    def count_forgiven(self) -> int:
        """Number of attempts that no longer count."""
        with self.database.reading() as session:
            return LoginAttemptRepository(session).count_old(*_bounds())


def _bounds() -> tuple[datetime, datetime, datetime]:
    """Failures before the first, successes before the second, and all after the third are old."""
    now = datetime.now(UTC)
    return now - WINDOW, now - USUAL_FOR, now + _WRONG_CLOCK


def _check(repository: LoginAttemptRepository, data: LoginAttemptCreate, now: datetime) -> None:
    until = now + CLOCK_TOLERANCE
    past = repository.get_recent(data.username, data.address, now - WINDOW, until)
    usual = repository.is_usual(data.username, data.address, now - USUAL_FOR, until)
    blocked = blocked_until(data, past, is_usual=usual)
    if blocked is not None and blocked > now:
        raise ThrottledError(blocked)
