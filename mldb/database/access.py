"""The three ways in which an operation uses the database."""

from enum import Enum
from typing import Any, NamedTuple


class Use(NamedTuple):
    """What a session of one operation needs: SQLAlchemy's engine, and options to begin with."""

    engine: Any
    options: dict[str, Any]


class Access(Enum):
    """What a session is for; the value is the execution options of its connection.

    On SQLite a writer takes the write lock at once (BEGIN IMMEDIATE): one that began as a reader
    could fail with "database is locked" whatever the timeout.
    """

    READ = "one statement, no transaction"
    SNAPSHOT = "several statements that see the same state"
    WRITE = "a transaction that changes things"

    def options(self, dialect: str) -> dict[str, Any]:
        """Execution options for an engine of this SQLAlchemy dialect."""
        return _OPTIONS[dialect][self]


GOES_ON = "modelbook_goes_on"
"""In a session's `info`: more is done in it than the one operation."""

SQLITE_BEGIN = "modelbook_begin"
BEGIN_DEFERRED = "BEGIN DEFERRED"
BEGIN_IMMEDIATE = "BEGIN IMMEDIATE"

DEADLINE = "modelbook_deadline"
"""An execution option: by when the transaction has to have begun, in `time.monotonic()`."""
STRIKE = "modelbook_strike"
"""Another one: called while it waits; it may raise."""

_OPTIONS: dict[str, dict[Access, dict[str, Any]]] = {
    "sqlite": {
        Access.READ: {},
        Access.SNAPSHOT: {SQLITE_BEGIN: BEGIN_DEFERRED},
        Access.WRITE: {SQLITE_BEGIN: BEGIN_IMMEDIATE},
    },
    "postgresql": {
        Access.READ: {"isolation_level": "AUTOCOMMIT"},
        Access.SNAPSHOT: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        Access.WRITE: {},
    },
}
