# Generated from mldb/async_db/unit_of_work.py by `make twins`.
"""How services get sessions: one for each operation, or one for all operations of a block."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, NoReturn, Protocol

from sqlalchemy.orm import Session

from mldb.database.access import GOES_ON
from mldb.database.meeting import Meeting
from mldb.database.translation import domain_errors
from mldb.sync_db._engine import go_on
from mldb.sync_db.artifact_store import ArtifactStore

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig


class UnitOfWork(Protocol):
    """Gives services their sessions, and commits or rolls back their changes."""

    config: "DatabaseConfig"

    @property
    def artifacts(self) -> ArtifactStore:
        """The artifact store, which no transaction rolls back."""

    def reading(self) -> AbstractContextManager[Session]:
        """Session for one statement that changes nothing."""

    def snapshot(self) -> AbstractContextManager[Session]:
        """Session for several statements that see one state and change nothing."""

    def writing(self) -> AbstractContextManager[Session]:
        """Session for one transaction: committed at the end, rolled back on any error."""

    def meeting(self) -> Meeting | None:
        """Where requests wait to share a transaction; None: there is one transaction for all."""
        return None

    @contextmanager
    def transaction(self) -> Iterator["SharedSession"]:
        """For services whose changes are one transaction, committed at the end of the block.

        They see their changes before they are committed.
        """
        with self.writing() as session:
            yield SharedSession(self, session)

    @contextmanager
    def frozen(self) -> Iterator["SharedSession"]:
        """For services that all read the state of one moment, and change nothing.

        One transaction for all of them also takes less time than one for each.
        """
        with self.snapshot() as session:
            yield SharedSession(self, session, is_read_only=True)


class SharedSession(UnitOfWork):
    """One session for all operations of a block; whoever opened the block ends the session."""

    def __init__(
        self, database: UnitOfWork, session: Session, *, is_read_only: bool = False
    ) -> None:
        self.config = database.config
        self._database = database
        self.session = session
        self._is_read_only = is_read_only
        session.info[GOES_ON] = True

    def __reduce__(self) -> NoReturn:
        """Refuse: a transaction can't be taken to another process."""
        raise TypeError("A block's transaction can't be pickled; pickle the database around it.")

    @property
    def artifacts(self) -> ArtifactStore:
        """The artifact store of the database."""
        return self._database.artifacts

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The session."""
        with domain_errors(self.config):
            go_on(self.session)
            yield self.session

    snapshot = reading

    def writing(self) -> AbstractContextManager[Session]:
        """The session.

        Raises:
            RuntimeError: the block only reads. On SQLite, a transaction that began as a reader
                could fail with "database is locked" at any time.
        """
        if self._is_read_only:
            raise RuntimeError("This block only reads; make changes outside of it.")
        return self.reading()
