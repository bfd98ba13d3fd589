"""The base of repositories whose rows have an id."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Select, bindparam, select

from mldb.async_db.repositories.rows import RowRepository
from mldb.types import RowT
from mldb.values.limits import MAX_ID


class BaseRepository(RowRepository[RowT]):
    """Rows of a table with an `id`: entities that are got, listed and changed one by one."""

    first_id: ClassVar[int] = 1

    @classmethod
    def statement(cls) -> Select[Any]:
        """Rows with the columns of other tables that their readers need."""
        return select(cls.row_type)

    @classmethod
    def listed(cls) -> Select[Any]:
        """Rows as lists need them."""
        return cls.statement()

    @classmethod
    @cache
    def by_id(cls) -> Select[Any]:
        """Row with the id `row_id`; built once, because building costs as much as running."""
        return cls.statement().where(cls.row_type.id == bindparam("row_id"))

    def order(self) -> tuple[ColumnElement[Any], ...]:
        """Order of lists: the newest first."""
        return (self.row_type.id.desc(),)

    async def get(self, row_id: int, *, lock: bool = False) -> RowT | None:
        """Row by id, trash included, or None; locked against other writers if asked for."""
        if not self.first_id <= row_id <= MAX_ID:
            return None
        return await self.first(self.by_id(), {"row_id": row_id}, lock=lock)

    async def first(
        self,
        statement: Select[RowT],
        values: Mapping[str, Any] | None = None,
        *,
        lock: bool = False,
    ) -> RowT | None:
        """First row of the statement or None; locked against other writers if asked for."""
        if lock:
            statement = statement.with_for_update(of=self.row_type, key_share=True)
        return await self.session.scalar(statement, values)

    async def get_all(
        self, skip: int, limit: int, *conditions: ColumnElement[bool]
    ) -> Sequence[RowT]:
        """Rows in `order()`, at most `limit`, that meet all conditions."""
        statement = self.listed().where(*conditions).order_by(*self.order())
        return (await self.session.scalars(statement.offset(skip).limit(limit))).all()

    async def add(self, values: Mapping[str, Any]) -> RowT:
        """New row, with its id."""
        row: RowT = self.row_type(**values)
        self.session.add(row)
        await self.session.flush()
        return row

    async def update(self, row: RowT, values: Mapping[str, Any]) -> None:
        """Set columns of a row of this session."""
        for column, value in values.items():
            setattr(row, column, value)
        await self.session.flush()

    async def delete(self, row: RowT) -> None:
        """Remove a row of this session for good, with the rows that belong to it."""
        await self.session.delete(row)
        await self.session.flush()
