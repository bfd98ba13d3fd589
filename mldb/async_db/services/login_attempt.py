"""Login attempts, and how they slow down the next ones."""

from datetime import UTC, datetime

from mldb.async_db.repositories.login_attempt import LoginAttemptRepository
from mldb.async_db.services.base import Service
from mldb.rules.login import (
    FAILURES_PER_ACCOUNT,
    FAILURES_PER_ADDRESS,
    WINDOW,
    blocked_until,
)
from mldb.rules.paging import check_page
from mldb.schemas import LoginAttemptCreate, LoginAttemptRead
from mldb.types import PAGE_SIZE, PAGE_SIZE_LIMIT


class LoginAttemptService(Service):
    """What throttling counts, in the database so that all processes count alike.

    Attempts are a log themselves, so they are not audited (docs/decisions/0004).
    """

    async def create(self, data: LoginAttemptCreate) -> LoginAttemptRead:
        """The attempt as recorded now."""
        async with self.database.writing() as session:
            row = await LoginAttemptRepository(session).add(
                data.model_dump() | {"attempted_at": datetime.now(UTC)}
            )
            return LoginAttemptRead.model_validate(row)

    async def get_all(self, *, skip: int = 0, limit: int = PAGE_SIZE) -> list[LoginAttemptRead]:
        """Attempts, the newest first, at most `limit` (1,000)."""
        check_page(skip, limit)
        async with self.database.reading() as session:
            rows = await LoginAttemptRepository(session).get_all(skip, limit)
            return [LoginAttemptRead.model_validate(row) for row in rows]

    async def get_blocked_until(self, username: str, address: str) -> datetime | None:
        """When this account may be tried again from this address; None: now."""
        attempt = LoginAttemptCreate(username=username, address=address, succeeded=False)
        since = datetime.now(UTC) - WINDOW
        async with self.database.snapshot() as session:
            repository = LoginAttemptRepository(session)
            of_account = await repository.failures_of_username(
                attempt.username, since, FAILURES_PER_ACCOUNT
            )
            of_address = await repository.failures_of_address(
                attempt.address, since, FAILURES_PER_ADDRESS
            )
        blocks = [
            blocked_until(of_account, FAILURES_PER_ACCOUNT),
            blocked_until(of_address, FAILURES_PER_ADDRESS),
        ]
        return max((block for block in blocks if block is not None), default=None)

    async def delete_forgiven(self, *, limit: int = PAGE_SIZE_LIMIT) -> int:
        """Forget attempts that no longer count, at most `limit`; how many it was."""
        async with self.database.writing() as session:
            repository = LoginAttemptRepository(session)
            return await repository.delete_before(datetime.now(UTC) - WINDOW, limit)
