"""The three ways in which an operation uses the database."""

from enum import Enum
from typing import Any


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

_OPTIONS: dict[str, dict[Access, dict[str, Any]]] = {
    "sqlite": {
        Access.READ: {},
        Access.SNAPSHOT: {SQLITE_BEGIN: BEGIN_DEFERRED},
        Access.WRITE: {SQLITE_BEGIN: "BEGIN IMMEDIATE"},
    },
    "postgresql": {
        Access.READ: {"isolation_level": "AUTOCOMMIT"},
        Access.SNAPSHOT: {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        Access.WRITE: {},
    },
}
