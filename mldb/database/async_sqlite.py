"""SQLite for asyncio: aiosqlite's connection, with fewer visits to its thread.

aiosqlite runs each connection in a thread of its own. Private parts of it are used here, because it
offers no other way to run several calls in one visit, or to end a thread without an event loop.
"""

import asyncio
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from queue import Empty
from threading import Thread
from typing import TYPE_CHECKING, Any, Final, Self
from weakref import WeakSet

import aiosqlite
from sqlalchemy import Connection

from mldb.database import sqlite
from mldb.database.access import BEGIN_DEFERRED, BEGIN_IMMEDIATE, DEADLINE, SQLITE_BEGIN
from mldb.database.open_file import OpenFile

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import SQLiteConfig

Connections = WeakSet["_Connection"]

_LOOK_SECONDS: Final = 1.0
_STOP = aiosqlite.core._STOP_RUNNING_SENTINEL  # noqa: SLF001  # its connections stop by this


async def connect(config: "SQLiteConfig", connections: Connections) -> aiosqlite.Connection:
    """An open connection, added to `connections`."""
    connection = _Connection(partial(sqlite.connect, config), iter_chunk_size=64)
    connections.add(connection)
    try:
        return await connection
    except BaseException:
        # The thread calls this event loop once more, which may be closed very soon.
        await connection.abandon()
        raise


def begin(connection: Connection) -> None:
    """Begin a transaction as the execution options of the connection say."""
    options = connection.get_execution_options()
    statement = options.get(SQLITE_BEGIN)
    if statement is None:
        return
    driver: Any = connection.connection.driver_connection
    if statement == BEGIN_DEFERRED:
        driver.begun_with = statement
    else:
        driver.begins_until, driver.is_given_up = options.get(DEADLINE), False
        connection.exec_driver_sql(statement)


class _GivenUpError(sqlite3.OperationalError):
    """Nobody waits any more for the result of the thread."""


class _Connection(aiosqlite.Connection):
    """Goes to its thread once per statement, where aiosqlite goes four times, and never in vain.

    `begun_with` is the BEGIN of a transaction that locks nothing yet: it goes along with the first
    statement. `begins_until` is by when one that locks has to have begun.
    """

    begun_with: str | None = None
    begins_until: float | None = None
    is_given_up = False
    is_stopping = False

    def __init__(self, connector: Any, iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        # A connection that nobody closed must not keep the process alive.
        self._thread = Thread(target=_work, args=[self._tx], daemon=True)

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

    async def check_files(self) -> None:
        """Refuse to go on with files that other programs don't have any more."""
        raw: Any = self._conn
        await self._execute(raw.check_files)  # type: ignore[no-untyped-call]

    def begin(self, raw: OpenFile) -> None:
        """Take the write lock, in the thread."""
        sqlite.begin_to_write(raw, self.begins_until, self._stop_if_given_up)

    def end(self) -> None:
        """Close it, and wait for its thread; to be called from any thread while it is idle."""
        raw, self._connection, self._running = self._connection, None, False
        if raw is not None and not self.is_stopping:
            self.is_stopping = True
            self._tx.put_nowait((None, partial(_close, raw)))
            self._thread.join()

    def stop(self) -> asyncio.Future[Any] | None:
        """End its thread; a second call has nothing to wait for, as the thread ends once."""
        if self.is_stopping or not self._thread.is_alive():
            return None
        future: asyncio.Future[Any] | None = super().stop()
        self.is_stopping = True
        return future

    async def abandon(self) -> None:
        """Stop its thread and wait for its end, also if an interrupt came before."""
        self._tx.put_nowait((None, lambda: _STOP))
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)

    def forget(self) -> None:
        """Do nothing any more, in a forked child, where its thread does not exist."""
        self._connection, self._running = None, False

    def _stop_if_given_up(self) -> None:
        if self.is_given_up:
            raise _GivenUpError


def _work(queue: Any) -> None:
    """Run the calls of a connection in its thread, until it is stopped or its event loop is closed.

    aiosqlite's own function would leave the connection open, perhaps with the lock of the file,
    when the event loop is closed before a result or in the middle of a transaction.
    """
    raw: OpenFile | None = None
    loop: asyncio.AbstractEventLoop | None = None
    while True:
        try:
            future, function = queue.get(timeout=_looks_after(raw))
        except Empty:
            if loop is not None and loop.is_closed() and raw is not None:
                raw.close()
                return
            continue
        loop = future.get_loop() if future is not None else loop
        answer: Any = aiosqlite.core.set_result
        try:
            result = function()
        except BaseException as error:  # noqa: BLE001  # it is whoever waits that must see it
            answer, result = aiosqlite.core.set_exception, error
        if isinstance(result, OpenFile):
            raw = result
        if not _is_delivered(future, answer, result) and raw is not None:
            raw.close()
            return
        if result is _STOP:
            if raw is not None:
                raw.close()
            _refuse_all(queue)
            return


def _refuse_all(queue: Any) -> None:
    """Refuse the calls that wait for a connection that has ended."""
    with suppress(Empty):
        while True:
            future, _ = queue.get_nowait()
            _is_delivered(future, aiosqlite.core.set_exception, ValueError("Connection closed"))


def _looks_after(raw: OpenFile | None) -> float | None:
    """After how many seconds to look whether the event loop is still there; None for never."""
    is_at_work = raw is not None and not raw.is_closed and raw.in_transaction
    return _LOOK_SECONDS if is_at_work else None


def _is_delivered(future: asyncio.Future[Any] | None, answer: Any, result: object) -> bool:
    """Whether the result reached its event loop, or nobody waits for it."""
    if future is not None:
        try:
            future.get_loop().call_soon_threadsafe(answer, future, result)
        except RuntimeError:
            # The event loop is closed.
            return False
    return True


def _close(raw: sqlite3.Connection) -> object:
    raw.close()
    return _STOP


class _Cursor(aiosqlite.Cursor):
    """Makes the driver's cursor, executes and fetches all rows in one visit to the thread."""

    def __init__(self, connection: _Connection) -> None:
        # The driver's cursor comes with the first statement.
        super().__init__(connection, None)  # type: ignore[arg-type]
        self._connection = connection
        self._rows: list[Any] = []

    def _run(self, method: str, sql: str, parameters: Iterable[Any]) -> None:
        raw: Any = self._connection._conn  # noqa: SLF001  # as aiosqlite's own cursor does
        begin, self._connection.begun_with = self._connection.begun_with, None
        if begin is not None:
            raw.execute(begin)
        self._cursor = raw.cursor()
        if sql == BEGIN_IMMEDIATE:
            self._connection.begin(raw)
            return
        getattr(self._cursor, method)(sql, parameters)
        self._rows = self._cursor.fetchall()

    async def _visit(self, method: str, sql: str, parameters: Iterable[Any]) -> None:
        try:
            await self._execute(self._run, method, sql, parameters)  # type: ignore[no-untyped-call]
        except asyncio.CancelledError:
            # Else whoever closes the connection next would wait for the lock, too.
            self._connection.is_given_up = True
            raise

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
