"""Engines without asyncio. Written by hand: what the libraries name differently is here."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import islice
from threading import Lock, get_ident
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.orm import Session

from mldb.artifacts.storing import ItemT, ResultT, each, in_order, shares
from mldb.artifacts.threads import PARALLEL, waiting_threads
from mldb.database import deadline, postgres, sqlite, writers
from mldb.database.access import DEADLINE, STRIKE, Access, Use
from mldb.database.engine import engine_arguments
from mldb.database.fork import Gate, prepare_for_forks
from mldb.database.interrupts import Shield
from mldb.database.meeting import Meeting
from mldb.database.schema import check_revision
from mldb.database.watch import FileWatch

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig, PostgresConfig, SQLiteConfig

Variants = dict[Access, Engine]

# A signal must not wait for somebody else's transaction.
_SLICE_SECONDS = 0.1
_DISCARD_SECONDS = 2.0
# Engines of a parent process, kept so that the garbage collector closes none of their connections.
_inherited: list[Variants] = []


class Engines:
    """The engines of one database, made when first needed, shared by all threads."""

    def __init__(self, config: "DatabaseConfig") -> None:
        self.config = config
        self._place = writers.database_key(config)
        self.forget()
        prepare_for_forks(self)

    def forget(self) -> None:
        """Start anew without closing anything: the connections are another process's."""
        left = getattr(self, "_variants", None)
        if left is not None:
            _inherited.append(left)
        self.gate = Gate()
        self._lock = Lock()
        self._writers = Lock()
        self._watch = FileWatch(self.config.db_path) if self.config.dialect == "sqlite" else None
        self._variants: Variants | None = None
        self._meeting = Meeting(Lock())

    def let_go(self) -> None:
        """Close all connections to a file before a fork; nothing is in use."""
        if self._watch and self._variants is not None:
            _dispose(self._variants)

    def open(self) -> None:
        """Connect now instead of at the first operation."""
        with self.use(Access.READ):
            """Whoever uses an engine has connected."""

    def close(self) -> None:
        """Close all idle connections; the next operation opens new ones."""
        variants, self._variants = self._variants, None
        if variants is not None:
            _dispose(variants)

    def check(self) -> None:
        """Connect and look at schema and file, also if that has been done before."""
        with self.use(Access.READ) as use, use.engine.connect() as connection:
            if self._watch:
                connection.connection.driver_connection.check_files()
            check_revision(connection, self.config)

    def meeting(self) -> Meeting:
        """Where requests of threads wait to share a transaction.

        Raises:
            RuntimeError: a transaction of this thread is open, and a request would wait for its
                end.
        """
        with writers.writing(self._place, get_ident()):
            """Another thread carries the request out; it would not notice."""
        return self._meeting

    def use(self, access: Access) -> AbstractContextManager[Use]:
        """What a session of one operation needs, around which this stands."""
        if self._watch is None:
            return self._asking(access)
        passage = _Passage(self, self._watch, access)
        return self._writing(passage) if access is Access.WRITE else passage

    @contextmanager
    def _asking(self, access: Access) -> Iterator[Use]:
        """Around an operation on a server."""
        deadline.begin()
        if access is not Access.WRITE:
            yield Use(self.get(access), {})
            return
        with writers.writing(self._place, get_ident()):
            yield Use(self.get(access), {})

    @contextmanager
    def _writing(self, passage: "_Passage") -> Iterator[Use]:
        """Around a change of a file; writers of this process wait for each other before.

        SQLite itself lets whoever tries at the right moment go first, and the others sleep on.
        """
        with passage as use, writers.writing(self._place, get_ident()):
            until = time.monotonic() + passage.patience_seconds
            lock, has_turn = self._writers, False
            try:
                # If the one before holds the file even longer, SQLite will say so.
                has_turn = _acquire(lock, until, passage.shield)
                yield Use(use.engine, {DEADLINE: until, STRIKE: passage.shield.strike})
            finally:
                if has_turn:
                    lock.release()

    def open_anew(self, watch: FileWatch, error: BaseException) -> None:
        """Close what the error has spoiled; the next operation opens the file anew."""
        self.gate.shut(time.monotonic() + _DISCARD_SECONDS)
        try:
            watch.forget(error)
            self.close()
        finally:
            self.gate.open()

    def get(self, access: Access) -> Engine:
        """Engine for a session; made, and the schema looked at, if there is none yet."""
        variants = self._variants
        if variants is None:
            with self._lock:
                variants = self._variants = self._variants or _checked_variants(self.config)
        return variants[access]


class _Passage:
    """Around an operation on a file: forks hear of it, and what spoils connections is noticed.

    No generator, as every read goes through it.
    """

    __slots__ = ("_access", "_engines", "_owner", "_watch", "shield")

    def __init__(self, engines: Engines, watch: FileWatch, access: Access) -> None:
        self._engines, self._watch, self._access = engines, watch, access
        self._owner = get_ident()
        self.shield = Shield()

    @property
    def patience_seconds(self) -> float:
        """How long a writer waits for others."""
        config: Any = self._engines.config
        seconds: float = config.busy_timeout_seconds
        return seconds

    def __enter__(self) -> Use:
        self.shield.__enter__()
        is_inside = False
        try:
            self._engines.gate.enter(self._owner)
            is_inside = True
            self._watch.look()
            return Use(self._engines.get(self._access), {})
        except BaseException as error:
            self._end(error, is_inside=is_inside)
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end(error, is_inside=True)

    def _end(self, error: BaseException | None, *, is_inside: bool) -> None:
        try:
            if is_inside:
                self._engines.gate.leave(self._owner)
            if error is not None and sqlite.is_spoiling(error):
                self._engines.open_anew(self._watch, error)
        finally:
            self.shield.__exit__(None, None, None)


def go_on(session: Session) -> None:
    """Give the next operation in a session that goes on its own time."""
    if session.in_transaction() and session.get_bind().dialect.name == "postgresql":
        deadline.begin()
        driver: Any = session.connection().connection.driver_connection
        driver.begin()


def _acquire(lock: Lock, until: float, shield: Shield) -> bool:
    while (left := until - time.monotonic()) > 0:
        if lock.acquire(timeout=min(left, _SLICE_SECONDS) if shield.is_active else left):
            return True
        shield.strike()
    return False


def _dispose(variants: Variants) -> None:
    for access in (Access.READ, Access.WRITE):
        variants[access].dispose()


def _checked_variants(config: "DatabaseConfig") -> Variants:
    engine = _new_engine(config)
    try:
        _check(engine, config)
    except BaseException:
        engine.dispose()
        raise
    writing = engine if config.dialect == "sqlite" else _postgres_engine(config, writes=True)
    return {
        access: (writing if access is Access.WRITE else engine).execution_options(
            **access.options(engine.dialect.name)
        )
        for access in Access
    }


def _check(engine: Engine, config: "DatabaseConfig") -> None:
    with engine.connect() as connection:
        check_revision(connection, config)


def _new_engine(config: "DatabaseConfig") -> Engine:
    if config.dialect == "sqlite":
        return _sqlite_engine(config)
    postgres.warn_if_plain(config)
    return _postgres_engine(config)


def _sqlite_engine(config: "SQLiteConfig") -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(config.db_path)),
        creator=partial(sqlite.connect, config),
        **engine_arguments(config),
    )
    sqlite.begin_by_access(engine)
    return engine


def _postgres_engine(config: "PostgresConfig", *, writes: bool = False) -> Engine:
    engine = create_engine(postgres.url(config), **engine_arguments(config, writes=writes))
    event.listen(engine, "do_connect", postgres.connect_limited)
    postgres.limit_operations(engine, config)
    return engine


def in_thread(
    function: Callable[..., ResultT],
    *arguments: Any,
    undo: Callable[[ResultT], object] | None = None,  # noqa: ARG001  # nothing is cancelled here
) -> ResultT:
    """The result of the function; here nobody else waits for this thread."""
    return function(*arguments)


def each_in_thread(function: Callable[[ItemT], ResultT], items: Sequence[ItemT]) -> list[ResultT]:
    """The results for all items, of which some are worked on at the same time."""
    call = partial(each, function)
    running = [waiting_threads().submit(call, share) for share in shares(items, PARALLEL)]
    wait(running)
    return in_order([one.result() for one in running])


def new_lock() -> Lock:
    """A lock for threads."""
    return Lock()


def in_parallel(
    work: Callable[[ItemT], None],
    items: Iterable[ItemT],
    at_once: int,
    stop: Callable[[], None],
) -> None:
    """Do the work for each item, for some at once in threads.

    The first failure ends it and is raised; `stop` is called so that the others give up.
    """
    remaining, lock, failures = iter(items), Lock(), list[BaseException]()

    def take() -> None:
        while not failures:
            with lock:
                some = list(islice(remaining, 1))
            if not some:
                return
            try:
                work(some[0])
            except BaseException as error:  # noqa: BLE001  # raised by the caller's thread
                failures.append(error)
                stop()

    with ThreadPoolExecutor(at_once) as pool:
        try:
            wait([pool.submit(take) for _ in range(at_once)])
        except BaseException as interruption:  # noqa: BLE001  # raised below
            failures.insert(0, interruption)
            stop()
    if failures:
        raise failures[0]
