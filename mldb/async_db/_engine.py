"""Engines for asyncio. Written by hand: what the libraries name differently is here.

An asyncio connection belongs to the event loop it was made in. So there are two engines: one
that keeps no connection and serves any loop, and, between `open` and `close`, one with a pool for
the loop that called `open`.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

import aiosqlite
from sqlalchemy import URL, Connection, NullPool, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from mldb.database import postgres, sqlite
from mldb.database.access import BEGIN_DEFERRED, SQLITE_BEGIN, Access
from mldb.database.engine import engine_arguments
from mldb.database.fork import forget_after_fork
from mldb.database.schema import check_revision

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig, SQLiteConfig

Variants = dict[Access, AsyncEngine]

# Engines of a parent process, kept so that the garbage collector closes none of their connections.
_inherited: list[Variants] = []


class Engines:
    """The engines of one database, made when first needed."""

    def __init__(self, config: "DatabaseConfig") -> None:
        self.config = config
        self.forget()
        forget_after_fork(self)

    def forget(self) -> None:
        """Start anew without closing anything: the connections are another process's."""
        left = [getattr(self, "_any_loop", None), getattr(self, "_pooled", None)]
        _inherited.extend(variants for variants in left if variants is not None)
        self._lock = Lock()
        self._any_loop: Variants | None = None
        self._pooled: Variants | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writers: asyncio.Lock | None = None
        self._openings = 0

    async def open(self) -> None:
        """Keep connections for the running event loop, until `close` was called as often.

        Another loop that opens in the meantime goes on without a pool.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._loop not in {None, loop}:
                return
            self._loop, self._openings = loop, self._openings + 1
            if self._openings > 1:
                return
            variants = self._pooled = _variants(self.config, pooled=True)
            self._writers = asyncio.Lock()
        try:
            await _check(variants[Access.READ], self.config)
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close what `open` keeps; operations go on with connections of their own."""
        with self._lock:
            if self._loop is not asyncio.get_running_loop():
                return
            self._openings -= 1
            if self._openings:
                return
            variants, self._pooled, self._loop = self._pooled, None, None
            self._writers = None
        if variants is not None:
            await variants[Access.READ].dispose()

    async def check(self) -> None:
        """Connect and look at the schema, also if that has been done before."""
        await _check(await self.get(Access.READ), self.config)

    async def get(self, access: Access) -> AsyncEngine:
        """Engine for a session in the running event loop."""
        if self._pooled is not None and self._is_pooled():
            return self._pooled[access]
        if self._any_loop is None:
            await asyncio.to_thread(self._prime)
        assert self._any_loop is not None  # noqa: S101  # _prime has set it or raised
        return self._any_loop[access]

    def _is_pooled(self) -> bool:
        """Whether the running event loop is the one that has the pool."""
        return asyncio.get_running_loop() is self._loop

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Let writers of this event loop go in the order in which they came.

        SQLite itself lets whoever tries at the right moment go first, and the others sleep on.
        """
        async with AsyncExitStack() as stack:
            config = self.config
            if config.dialect == "sqlite" and self._writers and self._is_pooled():
                # If the one before holds the file even longer, SQLite will say so.
                with suppress(TimeoutError):
                    async with asyncio.timeout(config.busy_timeout_seconds):
                        await stack.enter_async_context(self._writers)
            yield

    def _prime(self) -> None:
        """Make the engine for any loop and connect it once, in a loop of this thread's own.

        The first connect of an engine holds an asyncio lock; two event loops that meet there wait
        for each other for ever.
        """
        with self._lock:
            if self._any_loop is None:
                variants = _variants(self.config, pooled=False)
                asyncio.run(_check(variants[Access.READ], self.config))
                self._any_loop = variants


def _variants(config: "DatabaseConfig", *, pooled: bool) -> Variants:
    engine = _new_engine(config, pooled=pooled)
    return {
        access: engine.execution_options(**access.options(engine.dialect.name)) for access in Access
    }


def _new_engine(config: "DatabaseConfig", *, pooled: bool) -> AsyncEngine:
    arguments = engine_arguments(config)
    if not pooled:
        arguments["poolclass"] = NullPool
        for of_pool in ("pool_size", "max_overflow"):
            arguments.pop(of_pool, None)
    if config.dialect != "sqlite":
        engine = create_async_engine(postgres.url(config), **arguments)
        postgres.ping_after_idling(engine.sync_engine)
        return engine
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(config.db_path)),
        async_creator=partial(_connect_sqlite, config),
        **arguments,
    )
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


async def _check(engine: AsyncEngine, config: "DatabaseConfig") -> None:
    async with engine.connect() as connection:
        await connection.run_sync(check_revision, config)


async def _connect_sqlite(config: "SQLiteConfig") -> aiosqlite.Connection:
    connection = _Connection(partial(sqlite.connect, config), iter_chunk_size=64)
    # A connection that nobody closed must not keep the process alive.
    connection._thread.daemon = True  # noqa: SLF001  # aiosqlite has no public way
    try:
        return await connection
    except BaseException:
        # The thread answers to this event loop once more, which may be closed very soon.
        await asyncio.to_thread(connection._thread.join)  # noqa: SLF001  # see above
        raise


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get(SQLITE_BEGIN)
    if statement == BEGIN_DEFERRED:
        driver: Any = connection.connection.driver_connection
        driver.begun_with = statement
    elif statement is not None:
        connection.exec_driver_sql(statement)


class _Connection(aiosqlite.Connection):
    """Goes to its thread once per statement, where aiosqlite goes four times, and never in vain.

    `begun_with` is the BEGIN of a transaction that locks nothing yet: it goes along with the first
    statement.
    """

    begun_with: str | None = None

    def cursor(self) -> "_Cursor":  # type: ignore[override]  # SQLAlchemy enters it, no more
        return _Cursor(self)

    async def commit(self) -> None:
        self.begun_with = None
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        self.begun_with = None
        if self.in_transaction:
            await super().rollback()


class _Cursor(aiosqlite.Cursor):
    """Makes the driver's cursor, executes and fetches all rows in one visit to the thread."""

    def __init__(self, connection: _Connection) -> None:
        # The driver's cursor comes with the first statement.
        super().__init__(connection, None)  # type: ignore[arg-type]
        self._connection = connection
        self._rows: list[Any] = []

    def _run(self, method: str, sql: str, parameters: Iterable[Any]) -> None:
        raw: sqlite3.Connection = self._connection._conn  # noqa: SLF001  # as aiosqlite's own cursor does
        begin, self._connection.begun_with = self._connection.begun_with, None
        if begin is not None:
            raw.execute(begin)
        self._cursor = raw.cursor()
        getattr(self._cursor, method)(sql, parameters)
        self._rows = self._cursor.fetchall()

    async def _visit(self, method: str, sql: str, parameters: Iterable[Any]) -> None:
        await self._execute(self._run, method, sql, parameters)  # type: ignore[no-untyped-call]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Self:
        await self._visit("execute", sql, parameters or ())
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        await self._visit("executemany", sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """Nothing to do: every row has been fetched."""
