"""Engines without asyncio. Written by hand: what the libraries name differently is here."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import URL, Engine, create_engine

from mldb.database import postgres, sqlite
from mldb.database.access import Access
from mldb.database.engine import engine_arguments
from mldb.database.fork import forget_after_fork
from mldb.database.schema import check_revision

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig

Variants = dict[Access, Engine]

# Engines of a parent process, kept so that the garbage collector closes none of their connections.
_inherited: list[Variants] = []


class Engines:
    """The engine of one database, made when first needed, shared by all threads."""

    def __init__(self, config: "DatabaseConfig") -> None:
        self.config = config
        self.forget()
        forget_after_fork(self)

    def forget(self) -> None:
        """Start anew without closing anything: the connections are another process's."""
        left = getattr(self, "_variants", None)
        if left is not None:
            _inherited.append(left)
        self._lock = Lock()
        self._writers = Lock()
        self._variants: Variants | None = None

    def open(self) -> None:
        """Connect now instead of at the first operation."""
        self.get(Access.READ)

    def close(self) -> None:
        """Close all idle connections; the next operation opens new ones."""
        variants, self._variants = self._variants, None
        if variants is not None:
            variants[Access.READ].dispose()

    def check(self) -> None:
        """Connect and look at the schema, also if that has been done before."""
        _check(self.get(Access.READ), self.config)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let writers of this process wait for each other rather than for SQLite.

        SQLite itself lets whoever tries at the right moment go first, and the others sleep on.
        """
        has_turn = self.config.dialect == "sqlite" and self._writers.acquire(
            timeout=self.config.busy_timeout_seconds
        )
        try:
            yield
        finally:
            if has_turn:
                self._writers.release()

    def get(self, access: Access) -> Engine:
        """Engine for a session."""
        variants = self._variants
        if variants is None:
            with self._lock:
                variants = self._variants = self._variants or _checked_variants(self.config)
        return variants[access]


def _checked_variants(config: "DatabaseConfig") -> Variants:
    engine = _new_engine(config)
    try:
        _check(engine, config)
    except BaseException:
        engine.dispose()
        raise
    return {
        access: engine.execution_options(**access.options(engine.dialect.name)) for access in Access
    }


def _check(engine: Engine, config: "DatabaseConfig") -> None:
    with engine.connect() as connection:
        check_revision(connection, config)


def _new_engine(config: "DatabaseConfig") -> Engine:
    arguments = engine_arguments(config)
    if config.dialect != "sqlite":
        engine = create_engine(postgres.url(config), **arguments)
        postgres.ping_after_idling(engine)
        return engine
    engine = create_engine(
        URL.create("sqlite", database=str(config.db_path)),
        creator=partial(sqlite.connect, config),
        **arguments,
    )
    sqlite.begin_as_told(engine)
    return engine
