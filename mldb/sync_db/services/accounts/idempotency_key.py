# Generated from mldb/async_db/services/accounts/idempotency_key.py by `make twins`.
"""Requests that are carried out once, even if they are sent again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mldb.errors import DuplicateError
from mldb.schemas import IdempotencyKeyUse
from mldb.sync_db.repositories.accounts.idempotency_key import IdempotencyKeyRepository
from mldb.sync_db.services.base import Service
from mldb.sync_db.unit_of_work import UnitOfWork
from mldb.values.limits import IDEMPOTENCY_KEY_LIFETIME, PAGE_SIZE_LIMIT

# Each request removes some more than it adds; housekeeping removes the rest.
_FEW: Final = 10


@dataclass
class Once:
    """A request under its key.

    `response` is the first one. As long as it is None the request has to be carried out, on
    `database`, and its response to be set here.
    """

    database: UnitOfWork
    response: str | None


class IdempotencyKeyService(Service):
    """Keys of requests, kept for a day.

    A key is stored in the transaction that carries out its request: there is never one without the
    other, whenever a process dies. Keys are no decisions, so they are not audited.
    """

    @contextmanager
    def once(self, use: IdempotencyKeyUse) -> Iterator[Once]:
        """The request; the block's changes are committed at its end, together with the response.

        A repetition that is sent meanwhile waits for that.

        Raises:
            DuplicateError: another request was sent with this key.
        """
        now = datetime.now(UTC)
        with self.database.transaction() as database:
            repository = IdempotencyKeyRepository(database.session)
            repository.delete_before(now - IDEMPOTENCY_KEY_LIFETIME, _FEW)
            row = repository.get_by_key(use.user_id, use.key)
            if row is not None and row.created_at < now - IDEMPOTENCY_KEY_LIFETIME:
                repository.delete(row)
                row = None
            if row is not None and row.fingerprint != use.fingerprint:
                raise DuplicateError(
                    "Another request was sent with this key already. Send every request with a "
                    "key of its own, and the same key only to repeat the same request.",
                    "key",
                )
            once = Once(database, row.answer if row is not None else None)
            yield once
            if row is None and once.response is not None:
                values = {"answer": once.response, "created_at": now}
                repository.add(use.model_dump() | values)

    def delete_old(self, *, limit: int = PAGE_SIZE_LIMIT) -> int:
        """Delete expired keys, at most `limit`, the oldest first; returns how many."""
        with self.database.writing() as session:
            repository = IdempotencyKeyRepository(session)
            return repository.delete_before(datetime.now(UTC) - IDEMPOTENCY_KEY_LIFETIME, limit)

    def count_old(self) -> int:
        """Number of expired keys."""
        with self.database.reading() as session:
            repository = IdempotencyKeyRepository(session)
            return repository.count_before(datetime.now(UTC) - IDEMPOTENCY_KEY_LIFETIME)
