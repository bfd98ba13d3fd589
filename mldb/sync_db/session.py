# Generated from mldb/async_db/session.py by `make twins`.
"""Sessions: one per operation, committed or rolled back, always closed."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self

from sqlalchemy.orm import Session

from mldb.database.access import GOES_ON, Access
from mldb.database.translation import domain_errors
from mldb.sync_db._engine import Engines, go_on

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig


class Database:
    """One database; opens nothing until the first operation.

    As a context manager it keeps its connections for the block and closes them at its end.
    """

    def __init__(self, config: "DatabaseConfig | None" = None) -> None:
        if config is None:
            from mldb.config import database_config  # noqa: PLC0415  # see above

            config = database_config()
        self.config = config
        self._engines = Engines(self.config)

    def open(self) -> None:
        """Connect now, and keep connections until `close`.

        Raises:
            StorageError: the database can't be reached or has the wrong schema.
        """
        with domain_errors(self.config):
            self._engines.open()

    def check(self) -> None:
        """Ask the database whether it answers and has the schema of this version.

        Raises:
            StorageError: it doesn't; the message says what to do.
        """
        with domain_errors(self.config):
            self._engines.check()

    def close(self) -> None:
        """Close the connections that are kept."""
        self._engines.close()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Session for one statement that changes nothing."""
        with self._session(Access.READ) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Session for several statements that see the same state and change nothing."""
        with self._session(Access.SNAPSHOT) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Session for one transaction: committed at the end, rolled back on any error."""
        with self._session(Access.WRITE) as session:
            yield session
            session.commit()

    @contextmanager
    def together(self) -> Iterator["Together"]:
        """A database of which all changes are one transaction: committed at the end of the block.

        What reads from it sees the changes before they are committed.
        """
        with self.writing() as session:
            yield Together(self, session)

    @contextmanager
    def frozen(self) -> Iterator["Frozen"]:
        """A database of which all reads in the block see the same state.

        One transaction for them all also takes less time than one for each.
        """
        with self.snapshot() as session:
            yield Frozen(self, session)

    @contextmanager
    def _session(self, access: Access) -> Iterator[Session]:
        with domain_errors(self.config):
            using = self._engines.use(access)
            with (
                using as use,
                Session(use.engine, expire_on_commit=False, autoflush=False) as session,
            ):
                if access is Access.WRITE:
                    # Begin now: SQLAlchemy would wait for the first statement, SQLite's lock too.
                    _ = session.connection(execution_options=use.options)
                yield session

    def __reduce__(self) -> tuple[type[Self], tuple["DatabaseConfig"]]:
        """Another process opens its own connections, with the same settings."""
        return type(self), (self.config,)


class Together(Database):
    """A database for services that work in one session, which somebody else commits."""

    def __init__(self, database: Database, session: Session) -> None:
        self.config = database.config
        self.session = session
        session.info[GOES_ON] = True

    def __reduce__(self) -> NoReturn:
        """Refuse: a transaction can't be taken to another process."""
        raise TypeError("A block's transaction can't be pickled; pickle the database around it.")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The session."""
        with domain_errors(self.config):
            go_on(self.session)
            yield self.session

    snapshot = writing = reading


class Frozen(Together):
    """A database for services that read in one session, in which nothing may be changed."""

    def writing(self) -> NoReturn:
        """Refuse: what began as a reader could fail with "database is locked" at any time."""
        raise RuntimeError("This database only reads; make changes outside the block.")


@cache
def default_database() -> Database:
    """The database that the environment names, shared by the whole process."""
    return Database()
