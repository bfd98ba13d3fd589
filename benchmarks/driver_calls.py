"""Visits to aiosqlite's thread per operation: each costs a hop there and back."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiosqlite
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.measured_registry import ACTOR, MODEL, SOURCE, metrics, registry
from benchmarks.table import Line
from mldb.async_db import (
    Database,
    MLMetricService,
    MLModelAliasService,
    MLModelService,
    MLModelVersionService,
)
from mldb.config import SQLiteConfig
from mldb.models import MLModel
from mldb.schemas import MLMetricBatch, MLModelAliasMove, MLModelCreate, MLModelVersionCreate

Operation = Callable[[], Awaitable[object]]


def measure() -> Iterator[Line]:
    """Lines of the table."""
    with registry(versions=2) as config:
        plain = asyncio.run(_plain(config))
        for what, visits in asyncio.run(_ours(config)).items():
            is_same_work = what == "get a model by id"
            yield Line(
                f"{what}, async",
                f"{visits} visits",
                f"{plain} visits SQLAlchemy" if is_same_work else "",
                f"{visits / plain:.2f}x visits" if is_same_work else "",
            )


async def _ours(config: SQLiteConfig) -> dict[str, int]:
    async with Database(config) as database:
        operations = _operations(database)
        return {what: await _visits(operation) for what, operation in operations.items()}


def _operations(database: Database) -> dict[str, Operation]:
    models = MLModelService(database, actor=ACTOR)
    versions = MLModelVersionService(database, actor=ACTOR)
    recorder = MLMetricService(database, actor=ACTOR)
    aliases = MLModelAliasService(database, actor=ACTOR)
    version = MLModelVersionCreate(
        model_name=MODEL,
        source=SOURCE,
        params={"depth": "3"},
        metrics=metrics(10),
        tags={"stage": "trial"},
    )
    first = MLModelAliasMove(model_name=MODEL, name="champion", version=1)
    second = MLModelAliasMove(model_name=MODEL, name="champion", version=2)
    few, many = metrics(1_000), metrics(1_000, offset=0.5)
    return {
        "get a model by id": lambda: models.get(1),
        "get a model by name": lambda: models.get_by_name(MODEL),
        "create a model": lambda: models.create(MLModelCreate(name="another")),
        "register a version with everything": lambda: versions.create(version),
        "record 1,000 new metrics": lambda: recorder.record(
            MLMetricBatch(version_id=1, metrics=few)
        ),
        "record 1,000 other values": lambda: recorder.record(
            MLMetricBatch(version_id=1, metrics=many)
        ),
        "give an alias": lambda: aliases.move(first),
        "move an alias": lambda: aliases.move(second),
        "get an alias": lambda: aliases.get(MODEL, "champion"),
    }


async def _plain(config: SQLiteConfig) -> int:
    """The same read with SQLAlchemy's own engine, as it comes."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{config.db_path}")

    async def read() -> None:
        async with engine.begin() as connection:
            await connection.execute(select(MLModel.__table__).where(MLModel.id == 1))

    await read()
    visits = await _visits(read)
    await engine.dispose()
    return visits


async def _visits(operation: Operation) -> int:
    with _counted() as visits:
        await operation()
    return len(visits)


@contextmanager
def _counted() -> Iterator[list[str]]:
    """What aiosqlite's thread is asked for inside the block."""
    visits: list[str] = []
    original = aiosqlite.Connection._execute  # noqa: SLF001  # there is no public place to count at

    async def counting(
        self: aiosqlite.Connection, function: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> Any:
        visits.append(getattr(function, "__name__", repr(function)))
        return await original(self, function, *args, **kwargs)  # type: ignore[no-untyped-call]

    aiosqlite.Connection._execute = counting  # type: ignore[assignment, method-assign]  # noqa: SLF001
    try:
        yield visits
    finally:
        aiosqlite.Connection._execute = original  # type: ignore[method-assign]  # noqa: SLF001
