"""Rows of a log: no id, no attribution, no audit."""

from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import CreateTable

from mldb.async_db import AuditEventService, Database
from mldb.async_db.repositories.rows import RowRepository


class _Separate(DeclarativeBase):
    """The metadata of this test."""


class Point(_Separate):
    """A value at a step."""

    __tablename__ = "points"

    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[float]


class PointRepository(RowRepository[Any]):
    """Rows of points."""

    row_type = Point


@pytest.mark.parametrize("count", [0, 1, 300])
async def test_rows_without_an_id_are_inserted(
    database: Database, audit: AuditEventService, count: int
) -> None:
    rows = [{"step": step, "value": step / 2} for step in range(count)]
    async with database.writing() as session:
        await session.execute(CreateTable(Point.__table__))  # type: ignore[arg-type]  # a Table
        await PointRepository(session).insert_all(insert(Point.__table__), rows)  # type: ignore[arg-type]
        found = await session.execute(select(Point.step, Point.value).order_by(Point.step))

        assert [row._asdict() for row in found] == rows

    assert await audit.get_all() == []
