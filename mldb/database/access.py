"""The access modes of an operation: read, snapshot and write."""

from enum import Enum
from typing import Any, NamedTuple


class Use(NamedTuple):
    """The engine and the execution options for the session of one operation."""

    engine: Any
    options: dict[str, Any]


class Access(Enum):
    """The purpose of a session, which decides how its transaction begins.

    On SQLite a writer takes the write lock at once (BEGIN IMMEDIATE): one that began as a reader
    could fail with "database is locked" whatever the time-out.
    """

    READ = "one statement, no transaction"
    SNAPSHOT = "several statements that see the same state"
    WRITE = "a transaction that changes rows"

    def options(self, dialect: str) -> dict[str, Any]:
        """Execution options for an engine of this SQLAlchemy dialect."""
        return _OPTIONS[dialect][self]


GOES_ON = "modelbook_goes_on"
"""Key in a session's `info`: the session is used for more than one operation."""

SQLITE_BEGIN = "modelbook_begin"
BEGIN_DEFERRED = "BEGIN DEFERRED"
BEGIN_IMMEDIATE = "BEGIN IMMEDIATE"

DEADLINE = "modelbook_deadline"
"""Execution option: the latest `time.monotonic()` at which the transaction may begin."""
STRIKE = "modelbook_strike"
"""Execution option: a function that is called while a transaction waits to begin; it may raise."""

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
