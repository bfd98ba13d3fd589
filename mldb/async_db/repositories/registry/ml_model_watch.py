"""Rows of ml_model_watches."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from mldb.async_db.repositories.base import BaseRepository
from mldb.models import MLModelWatch
from mldb.statements.identity import has_id, known_id
from mldb.statements.registry.ml_model_watch import state, watched
from mldb.values.spelling import spelling


class MLModelWatchRepository(BaseRepository[MLModelWatch]):
    """Rows of ml_model_watches: one for each user and model."""

    row_type = MLModelWatch

    async def get_state(self, user_id: int, model_name: str) -> Row[Any] | None:
        """The user's flags and everybody's numbers for a live model, or None."""
        values = {"user_id": known_id(user_id), "model_name": spelling(model_name)}
        connection = await self.session.connection()
        row: Row[Any] | None = (await connection.execute(state(), values)).one_or_none()
        return row

    async def get_of_user(self, user_id: int, skip: int, limit: int) -> Sequence[Row[Any]]:
        """Columns of a user's rows, the starred first, then by name, at most `limit`."""
        values = {"user_id": known_id(user_id), "skip": skip, "count": limit}
        connection = await self.session.connection()
        rows: Sequence[Row[Any]] = (await connection.execute(watched(), values)).all()
        return rows

    async def get_one(self, user_id: int, model_id: int) -> MLModelWatch | None:
        """Row of a user and a model, locked, or None."""
        theirs = self.statement().where(
            has_id(MLModelWatch.user_id, user_id), MLModelWatch.model_id == model_id
        )
        return await self.first(theirs, lock=True)

    async def count_of_user(self, user_id: int) -> int:
        """How many rows a user has."""
        counted = select(func.count()).where(has_id(MLModelWatch.user_id, user_id))
        return (await self.session.scalars(counted)).one()
