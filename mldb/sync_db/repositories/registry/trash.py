# Generated from mldb/async_db/repositories/registry/trash.py by `make twins`.
"""The base of repositories whose rows can be trashed."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select

from mldb.sync_db.repositories.base import BaseRepository
from mldb.types import RowT


class TrashRepository(BaseRepository[RowT]):
    """Rows that can be moved to the trash and restored."""

    def live(self) -> Select[RowT]:
        """Rows outside the trash."""
        return self.statement().where(self.row_type.deleted_at.is_(None))

    def get_live(self, skip: int, limit: int, *conditions: ColumnElement[bool]) -> Sequence[RowT]:
        """Rows outside the trash in `order()`, at most `limit`, that meet all conditions."""
        statement = self.live().where(*conditions).order_by(*self.order())
        return (self.session.scalars(statement.offset(skip).limit(limit))).all()

    def get_trashed(self, skip: int, limit: int) -> Sequence[RowT]:
        """Rows in the trash, the last trashed first, at most `limit`."""
        deleted_at = self.row_type.deleted_at
        statement = self.statement().where(deleted_at.is_not(None))
        statement = statement.order_by(deleted_at.desc(), self.row_type.id.desc())
        return (self.session.scalars(statement.offset(skip).limit(limit))).all()
