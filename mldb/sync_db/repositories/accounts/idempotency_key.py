# Generated from mldb/async_db/repositories/accounts/idempotency_key.py by `make twins`.
"""Rows of idempotency_keys."""

from datetime import datetime

from sqlalchemy import delete, func, select

from mldb.models import IdempotencyKey
from mldb.statements.accounts.idempotency_key import lock_key
from mldb.sync_db.repositories.base import BaseRepository


class IdempotencyKeyRepository(BaseRepository[IdempotencyKey]):
    """Rows of idempotency_keys."""

    row_type = IdempotencyKey

    def get_by_key(self, user_id: int, key: str) -> IdempotencyKey | None:
        """Row of a user's key, or None; no other transaction looks for it until this one ends."""
        connection = self.session.connection()
        # On SQLite whoever writes is alone anyway.
        if connection.dialect.name == "postgresql":
            connection.execute(lock_key(), {"user_id": user_id, "key": key})
        statement = select(IdempotencyKey).where(
            IdempotencyKey.user_id == user_id, IdempotencyKey.key == key
        )
        return self.session.scalar(statement)

    def count_before(self, moment: datetime) -> int:
        """Number of older rows."""
        found = select(func.count()).where(IdempotencyKey.created_at < moment)
        return self.session.scalar(found) or 0

    def delete_before(self, moment: datetime, limit: int) -> int:
        """Remove older rows, at most `limit`, the oldest first; returns how many."""
        selected = (
            select(IdempotencyKey.id)
            .where(IdempotencyKey.created_at < moment)
            .order_by(IdempotencyKey.created_at)
            .limit(limit)
        )
        statement = delete(IdempotencyKey).where(IdempotencyKey.id.in_(selected))
        return len((self.session.scalars(statement.returning(IdempotencyKey.id))).all())
