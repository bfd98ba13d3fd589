"""Engines for asyncio. Written by hand, because the libraries differ from their sync ones here.

An asyncio connection belongs to the event loop it was made in. So there are two engines: one
that keeps no connection and serves any loop, and, between `open` and `close`, one with a pool for
the loop that called `open`.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import URL, NullPool, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from mldb.artifacts.storing import ItemT, ResultT, each, in_order, shares
from mldb.artifacts.threads import PARALLEL, waiting_threads
from mldb.database import async_sqlite, deadline, postgres, sqlite, writers
from mldb.database.access import DEADLINE, Access, Use
from mldb.database.async_sqlite import Connections
from mldb.database.engine import engine_arguments
from mldb.database.fork import Gate, prepare_for_forks
from mldb.database.meeting import Meeting
from mldb.database.schema import check_revision
from mldb.database.watch import FileWatch

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig

Variants = dict[Access, AsyncEngine]

_RETRY_SECONDS = 0.005

# Engines of a parent process, kept so that the garbage collector closes none of their connections.
_inherited: list[Variants] = []


class Engines:
    """The engines of one database, made when first needed."""

    def __init__(self, config: "DatabaseConfig") -> None:
        self.config = config
        self._database_key = writers.database_key(config)
        self.forget()
        prepare_for_forks(self)

    def forget(self) -> None:
        """Start anew without closing anything: the connections are another process's."""
        left = [getattr(self, "_any_loop", None), getattr(self, "_pooled", None)]
        _inherited.extend(variants for variants in left if variants is not None)
        for connection in getattr(self, "_connections", ()):
            connection.forget()
        self.gate = Gate()
        self._lock = Lock()
        self._watch = FileWatch(self.config.db_path) if self.config.dialect == "sqlite" else None
        self._connections: Connections = WeakSet()
        self._any_loop: Variants | None = None
        self._pooled: Variants | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writers: asyncio.Lock | None = None
        self._openings = 0
        self._meetings: WeakKeyDictionary[asyncio.AbstractEventLoop, Meeting] = WeakKeyDictionary()

    def let_go(self) -> None:
        """Close all connections to a file before a fork; nothing is in use."""
        if self._watch is None:
            return
        if self._pooled is not None:
            # In the parent the pool goes on with connections of its own.
            self._pooled[Access.READ].sync_engine.dispose(close=False)
        for connection in list(self._connections):
            connection.end()

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
            self._pooled = self._variants(pooled=True)
            self._writers = asyncio.Lock()
        try:
            await self.check()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close the connections that `open` keeps; later operations open their own."""
        with self._lock:
            if self._loop is not asyncio.get_running_loop():
                return
            self._openings -= 1
            if self._openings:
                return
            variants, self._pooled, self._loop = self._pooled, None, None
            self._writers = None
        if variants is not None:
            await _dispose(variants)

    async def check(self) -> None:
        """Connect and look at schema and file, also if that has been done before."""
        async with self.use(Access.READ) as use, use.engine.connect() as connection:
            if self._watch:
                raw = await connection.get_raw_connection()
                driver: Any = raw.driver_connection
                await driver.check_files()
            await connection.run_sync(check_revision, self.config)

    def meeting(self) -> Meeting:
        """Where requests of this event loop wait to share a transaction.

        Raises:
            RuntimeError: a transaction of this task is open, and a request would wait for its end.
        """
        loop = asyncio.get_running_loop()
        with writers.writing(self._database_key, asyncio.current_task()):
            """Another task carries the request out; it would not notice."""
        with self._lock:
            if loop not in self._meetings:
                self._meetings[loop] = Meeting(asyncio.Lock())
            return self._meetings[loop]

    @asynccontextmanager
    async def use(self, access: Access) -> AsyncIterator[Use]:
        """Engine and options for the session of one operation, which runs inside the block."""
        if self._watch is None:
            deadline.begin()
            async with self._turn(access) as options:
                yield Use(await self._get(access), options)
            return
        async with self._passing(self._watch):
            self._watch.look()
            async with self._turn(access) as options:
                yield Use(await self._get(access), options)

    @asynccontextmanager
    async def _passing(self, watch: FileWatch) -> AsyncIterator[None]:
        """Around an operation on a file: forks wait for it, spoilt connections are noted."""
        owner, spoiled_by = asyncio.current_task(), None
        while not self.gate.try_enter(owner):  # noqa: ASYNC110  # another thread opens it
            await asyncio.sleep(_RETRY_SECONDS)
        try:
            yield
        except BaseException as error:
            spoiled_by = error if sqlite.is_spoiling(error) else None
            raise
        finally:
            self.gate.leave(owner)
            if spoiled_by is not None:
                watch.forget(spoiled_by)
                await self._open_anew()

    async def _open_anew(self) -> None:
        """Close the idle connections; those in use are closed by their users."""
        with self._lock:
            self._any_loop = None
            if self._pooled is None or not self._is_pooled():
                return
            variants, self._pooled = self._pooled, self._variants(pooled=True)
        await _dispose(variants)

    @asynccontextmanager
    async def _turn(self, access: Access) -> AsyncIterator[dict[str, Any]]:
        """Options to begin with; writers of a file in this event loop wait in their order before.

        SQLite itself prefers the writer that tries at the right moment, while the others sleep.
        """
        if access is not Access.WRITE:
            yield {}
            return
        with writers.writing(self._database_key, asyncio.current_task()):
            if self.config.dialect != "sqlite":
                yield {}
                return
            patience = self.config.busy_timeout_seconds
            until = time.monotonic() + patience
            async with AsyncExitStack() as stack:
                if self._writers and self._is_pooled():
                    # If the previous writer needs even longer, SQLite reports it.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(patience):
                            await stack.enter_async_context(self._writers)
                yield {DEADLINE: until}

    async def _get(self, access: Access) -> AsyncEngine:
        if self._pooled is not None and self._is_pooled():
            return self._pooled[access]
        while (variants := self._any_loop) is None:
            await asyncio.to_thread(self._prime)
        return variants[access]

    def _is_pooled(self) -> bool:
        """Whether the pool belongs to the running event loop."""
        return asyncio.get_running_loop() is self._loop

    def _prime(self) -> None:
        """Make the engine for any loop and connect it once, in a loop of this thread's own.

        The first connect of an engine holds an asyncio lock; two event loops that meet there wait
        for each other for ever.
        """
        with self._lock:
            if self._any_loop is None:
                variants = self._variants(pooled=False)
                asyncio.run(_check(variants[Access.READ], self.config))
                self._any_loop = variants

    def _variants(self, *, pooled: bool) -> Variants:
        config = self.config
        if config.dialect == "sqlite":
            reading = writing = _sqlite_engine(config, self._connections, pooled=pooled)
        else:
            postgres.warn_if_plain(config)
            reading = writing = _postgres_engine(config, pooled=pooled)
            if pooled:
                writing = _postgres_engine(config, pooled=pooled, writes=True)
        return {
            access: (writing if access is Access.WRITE else reading).execution_options(
                **access.options(reading.dialect.name)
            )
            for access in Access
        }


def go_on(session: AsyncSession) -> None:
    """Give the next operation in a session that goes on its own time."""
    if session.in_transaction() and session.get_bind().dialect.name == "postgresql":
        deadline.begin()
        driver: Any = session.sync_session.connection().connection.driver_connection
        driver.begin()


async def _dispose(variants: Variants) -> None:
    for access in (Access.READ, Access.WRITE):
        await variants[access].dispose()


def _sqlite_engine(
    config: "SQLiteConfig", connections: Connections, *, pooled: bool
) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(config.db_path)),
        async_creator=partial(async_sqlite.connect, config, connections),
        **_arguments(config, pooled=pooled),
    )
    event.listen(engine.sync_engine, "begin", async_sqlite.begin)
    return engine


def _postgres_engine(
    config: "PostgresConfig", *, pooled: bool, writes: bool = False
) -> AsyncEngine:
    arguments = _arguments(config, pooled=pooled, writes=writes)
    connect = deadline.connection_classes()[1].connect
    arguments["connect_args"]["async_creator_fn"] = connect
    engine = create_async_engine(postgres.url(config), **arguments)
    postgres.limit_operations(engine.sync_engine, config)
    return engine


def _arguments(config: "DatabaseConfig", *, pooled: bool, writes: bool = False) -> dict[str, Any]:
    arguments = engine_arguments(config, writes=writes)
    if not pooled:
        arguments["poolclass"] = NullPool
        for of_pool in ("pool_size", "max_overflow", "pool_timeout"):
            arguments.pop(of_pool, None)
    return arguments


async def _check(engine: AsyncEngine, config: "DatabaseConfig") -> None:
    async with engine.connect() as connection:
        await connection.run_sync(check_revision, config)


async def in_thread(
    function: Callable[..., ResultT],
    *arguments: Any,
    undo: Callable[[ResultT], object] | None = None,
) -> ResultT:
    """The result of a function that waits for a disk or a network.

    Whoever is cancelled meanwhile waits for its end first: what it used may be closed then. What
    it returned is lost in that case; `undo` gets it, to close or remove it.
    """
    running = _started(partial(function, *arguments))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await _end_of(running)
        if undo and running.exception() is None:
            await _end_of(_started(partial(undo, running.result())))
        raise


def _started(call: Callable[[], ResultT]) -> asyncio.Future[ResultT]:
    return asyncio.get_running_loop().run_in_executor(waiting_threads(), call)


async def _end_of(running: asyncio.Future[Any]) -> None:
    """Wait for the end, however often the task is cancelled."""
    while not running.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([running])


async def each_in_thread(
    function: Callable[[ItemT], ResultT], items: Sequence[ItemT]
) -> list[ResultT]:
    """The results for all items, of which some are worked on at the same time."""
    calls = (in_thread(each, function, share) for share in shares(items, PARALLEL))
    parts = await asyncio.gather(*calls, return_exceptions=True)
    for part in parts:
        if isinstance(part, BaseException):
            raise part
    return in_order([part for part in parts if not isinstance(part, BaseException)])


def new_lock() -> asyncio.Lock:
    """A lock for tasks of one event loop."""
    return asyncio.Lock()


async def in_parallel(
    work: Callable[[ItemT], Awaitable[None]],
    items: Iterable[ItemT],
    at_once: int,
    stop: Callable[[], None],
) -> None:
    """Do the work for each item, for some at once.

    The first failure ends it and is raised; `stop` is called so that the others give up.
    """
    remaining = iter(items)

    async def take() -> None:
        for item in remaining:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(take())
    except BaseExceptionGroup as failures:
        stop()
        raise failures.exceptions[0] from None
    except BaseException:
        stop()
        raise
