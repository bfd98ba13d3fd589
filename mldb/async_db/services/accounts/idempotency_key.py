"""Requests that are carried out once, however often they are sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mldb.async_db.repositories.accounts.idempotency_key import IdempotencyKeyRepository
from mldb.async_db.services.base import Service
from mldb.async_db.unit_of_work import UnitOfWork
from mldb.errors import DuplicateError
from mldb.rules.idempotency_key import KEPT_FOR
from mldb.schemas import IdempotencyKeyUse
from mldb.values.limits import PAGE_SIZE_LIMIT

# Each request removes some more than it adds; housekeeping removes what nobody follows up.
_FEW: Final = 10


@dataclass
class Once:
    """A request under its key.

    `answer` is what it was answered the first time. As long as it is None the request is to be
    carried out, on `database`, and its answer to be set here.
    """

    database: UnitOfWork
    answer: str | None


class IdempotencyKeyService(Service):
    """Keys of requests, kept for a day.

    A key is stored in the transaction that carries out its request: there is never one without the
    other, whenever a process dies. Keys are no decisions, so they are not audited.
    """

    @asynccontextmanager
    async def once(self, use: IdempotencyKeyUse) -> AsyncIterator[Once]:
        """The request; what its block changes is committed at its end, together with its answer.

        Who sends it again at the same time waits for that.

        Raises:
            DuplicateError: another request was sent with this key.
        """
        now = datetime.now(UTC)
        async with self.database.transaction() as database:
            repository = IdempotencyKeyRepository(database.session)
            await repository.delete_before(now - KEPT_FOR, _FEW)
            row = await repository.get_by_key(use.user_id, use.key)
            if row is not None and row.created_at < now - KEPT_FOR:
                await repository.delete(row)
                row = None
            if row is not None and row.fingerprint != use.fingerprint:
                raise DuplicateError(
                    "Another request was sent with this key already. Send every request with a "
                    "key of its own, and the same key only to repeat the same request.",
                    "key",
                )
            once = Once(database, row.answer if row is not None else None)
            yield once
            if row is None and once.answer is not None:
                values = {"answer": once.answer, "created_at": now}
                await repository.add(use.model_dump() | values)

    async def delete_old(self, *, limit: int = PAGE_SIZE_LIMIT) -> int:
        """Forget keys that are no longer kept, at most `limit`, the oldest first; how many."""
        async with self.database.writing() as session:
            repository = IdempotencyKeyRepository(session)
            return await repository.delete_before(datetime.now(UTC) - KEPT_FOR, limit)
