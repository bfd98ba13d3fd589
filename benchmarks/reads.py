"""Reads of one row: beside SQLAlchemy Core in a transaction, and beside plain aiosqlite."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy import ColumnElement, Engine, Select, create_engine, select

from benchmarks.measured_registry import MODEL, registry
from benchmarks.table import Line, slower
from benchmarks.timing import Contestant, medians, repeated
from mldb import async_db
from mldb.config import SQLiteConfig
from mldb.database import sqlite
from mldb.database.access import Access
from mldb.models import MLModel
from mldb.sync_db import Database, MLModelService

ROUNDS = 21
READS = 200
# Measured once on the machine that set the bound: 250 µs where Core with BEGIN took 146.
BOUND = 250 / 146
TABLE = MLModel.__table__


def measure() -> Iterator[Line]:
    """Lines of the table."""
    with registry(versions=1) as config:
        yield from _sync(config)
        yield from _async(config)


def _sync(config: SQLiteConfig) -> Iterator[Line]:
    engine = _core(config)
    with Database(config) as database:
        service = MLModelService(database)
        yield from _beside_core("id", partial(service.get, 1), engine, TABLE.c.id == 1)
        by_name = partial(service.get_by_name, MODEL)
        yield from _beside_core("name", by_name, engine, TABLE.c.name == MODEL)
    engine.dispose()


def _beside_core(
    key: str, ours: Callable[[], object], engine: Engine, condition: ColumnElement[bool]
) -> Iterator[Line]:
    kept = select(TABLE).where(condition)

    def core(build: Callable[[], Select[Any]]) -> None:
        with engine.begin() as connection:
            connection.execute(build()).one()

    seconds = medians(
        ROUNDS,
        {
            "ours": repeated(READS, ours),
            "Core": repeated(READS, partial(core, lambda: select(TABLE).where(condition))),
            "Core, statement kept": repeated(READS, partial(core, lambda: kept)),
        },
        work=READS,
    )
    what = f"get a model by {key}, sync"
    yield slower(what, seconds["ours"], "Core", seconds["Core"], at_most=BOUND)
    name = "Core, statement kept"
    yield slower(what, seconds["ours"], name, seconds[name])


def _core(config: SQLiteConfig) -> Engine:
    """Plain engine with connections and transactions like ours."""
    engine = create_engine(
        f"sqlite:///{config.db_path}", creator=partial(sqlite.connect, config)
    ).execution_options(**Access.SNAPSHOT.options("sqlite"))
    sqlite.begin_by_access(engine)
    return engine


def _async(config: SQLiteConfig) -> Iterator[Line]:
    with asyncio.Runner() as runner:
        database = async_db.Database(config)
        runner.run(database.open())
        raw = runner.run(_connect(config))
        service = async_db.MLModelService(database)

        async def plain() -> None:
            async with raw.execute("SELECT * FROM ml_models WHERE id = ?", (1,)) as cursor:
                await cursor.fetchone()

        seconds = medians(
            ROUNDS,
            {
                "ours": _in_loop(runner, partial(service.get, 1)),
                "aiosqlite": _in_loop(runner, plain),
            },
            work=READS,
        )
        runner.run(raw.close())
        runner.run(database.close())
    yield slower("get a model by id, async", seconds["ours"], "aiosqlite", seconds["aiosqlite"])


async def _connect(config: SQLiteConfig) -> aiosqlite.Connection:
    return await aiosqlite.connect(config.db_path)


def _in_loop(runner: asyncio.Runner, work: Callable[[], Awaitable[object]]) -> Contestant:
    async def turn() -> None:
        for _ in range(READS):
            await work()

    return lambda _: runner.run(turn())
