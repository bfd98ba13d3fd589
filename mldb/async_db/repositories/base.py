"""What every repository can do."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Generic

from sqlalchemy import ColumnElement, Insert, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from mldb.statements.registry.bulk import (
    FEW,
    as_json,
    as_tuples,
    insert_from_json,
    insert_in_sqlite,
)
from mldb.types import RowT
from mldb.values.limits import MAX_ID


class BaseRepository(Generic[RowT]):
    """Rows of one table, in the session that the caller hands in."""

    row_type: ClassVar[Any]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @classmethod
    def statement(cls) -> Select[Any]:
        """Rows with whatever their readers need beside them."""
        return select(cls.row_type)

    @classmethod
    def listed(cls) -> Select[Any]:
        """Rows with whatever lists of them need."""
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
        if not 0 < row_id <= MAX_ID:
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

    async def insert_all(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
        """New rows of all columns but the id, by the statement or by a quicker one."""
        connection = await self.session.connection()
        table = self.row_type.__table__
        if len(rows) <= FEW:
            if rows:
                await connection.execute(statement, rows)
        elif connection.dialect.name == "postgresql":
            await connection.execute(insert_from_json(table), as_json(rows))
        else:
            given = as_tuples(table, connection.dialect, rows)
            await connection.exec_driver_sql(insert_in_sqlite(table), given)

    async def update(self, row: RowT, values: Mapping[str, Any]) -> None:
        """Set columns of a row of this session."""
        for column, value in values.items():
            setattr(row, column, value)
        await self.session.flush()

    async def delete(self, row: RowT) -> None:
        """Remove a row of this session, and what belongs to it, for good."""
        await self.session.delete(row)
        await self.session.flush()
