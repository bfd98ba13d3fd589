"""What repositories of trashable rows can do beside."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, tuple_

from mldb.async_db.repositories.base import BaseRepository
from mldb.types import RowT


class TrashRepository(BaseRepository[RowT]):
    """Rows that can lie in the trash."""

    def live(self) -> Select[RowT]:
        """Rows outside the trash."""
        return self.statement().where(self.row_type.deleted_at.is_(None))

    async def get_live(
        self, skip: int, limit: int, *conditions: ColumnElement[bool]
    ) -> Sequence[RowT]:
        """Rows outside the trash in `order()`, at most `limit`, that meet all conditions."""
        statement = self.live().where(*conditions).order_by(*self.order())
        return (await self.session.scalars(statement.offset(skip).limit(limit))).all()

    async def get_trashed(
        self, skip: int, limit: int, after: tuple[datetime, int] | None = None
    ) -> Sequence[RowT]:
        """Rows in the trash, the last trashed first, at most `limit`.

        Those that follow the one that was trashed at the time `after[0]` and has the id `after[1]`.
        """
        keys = (self.row_type.deleted_at, self.row_type.id)
        statement = self.statement().where(keys[0].is_not(None))
        if after is not None:
            statement = statement.where(tuple_(*keys) < after)
        statement = statement.order_by(*(key.desc() for key in keys))
        return (await self.session.scalars(statement.offset(skip).limit(limit))).all()
