"""Translates errors of SQLite and PostgreSQL into the domain errors of mldb."""

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import Constraint, Index, UniqueConstraint
from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from mldb.database.schema import describe, path_text
from mldb.errors import (
    BUSY,
    UNAVAILABLE,
    ConflictError,
    InUseError,
    MLDBError,
    RuleViolationError,
    StorageError,
)
from mldb.models import Base
from mldb.sentence import sentence
from mldb.values.limits import NAME_LENGTH

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import DatabaseConfig, SQLiteConfig

_TABLE_MISSING = (
    "lacks a table. Run `python -m mldb.migrate`; if that changes nothing, restore a back-up."
)
_SQLITE_FAILURES = {
    "SQLITE_BUSY": "is locked by another program. Try again, or find out which one it is.",
    "SQLITE_FULL": "can't grow: the disk is full. Free some space, then try again.",
    "SQLITE_NOTADB": "is not a SQLite database. Set SQLITE_DB_PATH to another file.",
    "SQLITE_CORRUPT": "is damaged. Restore it from a back-up.",
    "SQLITE_READONLY": "can't be written. Give this user write permission for it and its folder.",
    "SQLITE_IOERR": "can't be read or written: the disk reports an error.",
}
_POSTGRES_FAILURES = {
    "53100": "can't grow: the server's disk is full.",
    "57P01": "was shut down. Try again when it is up.",
    "57P05": "ended a connection that was idle for too long. Try again.",
    "25P03": "ended a transaction in which nothing was done for too long. Nothing was changed. "
    "Shorten the block, or raise POSTGRES_IDLE_TRANSACTION_TIMEOUT_SECONDS.",
    "42P01": _TABLE_MISSING,
    "25006": "is read-only. Connect to the primary server.",
}
# Failures for which the user is only asked to try again.
_POSTGRES_BUSY = {
    "55P03": "is waiting for somebody else's change, which takes longer than "
    "POSTGRES_LOCK_TIMEOUT_SECONDS. Try again.",
    "57014": "needed longer than POSTGRES_OPERATION_TIMEOUT_SECONDS. Nothing was changed. Try "
    "again, or ask for less at once.",
}
_TOO_MANY_CONNECTIONS = (
    "has no connection left. Every process of Modelbook keeps up to twice POSTGRES_POOL_SIZE; "
    "lower it, or raise the server's max_connections."
)
# When connecting fails, libpq reports a text and no code.
_TEXTS_OF_TOO_MANY = ("too many clients", "too many connections", "remaining connection slots")
_TEXT_OF_READ_ONLY = "session is read-only"
_CHECK: Final = (
    "Check that the server runs, and POSTGRES_HOST, POSTGRES_PORT, POSTGRES_USER, "
    "POSTGRES_PASSWORD and POSTGRES_DATABASE."
)
# Errors of drivers, not wrapped by SQLAlchemy, for values that they can't send.
_UNSENDABLE = (OverflowError, ValueError, TypeError)
_DRIVERS = {"sqlalchemy", "sqlite3", "aiosqlite", "psycopg", "psycopg_binary"}
# Serialization failure, deadlock: the transaction was rolled back and can be repeated.
_POSTGRES_RETRY = {"40001", "40P01"}
# Classes of errors about values: unusable values, constraints, our own triggers.
_POSTGRES_REFUSALS = ("22", "23", "P0001")
_POSTGRES_TOO_LONG = "22001"
_POSTGRES_NOT_NULL = "23502"


@contextmanager
def domain_errors(config: "DatabaseConfig") -> Iterator[None]:
    """A context that translates errors of the database into domain errors."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise domain_error(error, config) from error
    except _errors_of_psycopg() as error:
        # SQLAlchemy wraps errors of statements, not those of setting up a connection.
        raise _from_postgres(DBAPIError(None, None, error), config) from error
    except _UNSENDABLE as error:
        if not _is_from_a_driver(error):
            raise
        raise _unsendable(error) from error


def _errors_of_psycopg() -> tuple[type[Exception], ...]:
    """The error class of psycopg, if the driver was ever imported."""
    psycopg = sys.modules.get("psycopg")
    return (psycopg.Error,) if psycopg is not None else ()


def _is_from_a_driver(error: BaseException) -> bool:
    """Whether the error was raised by a driver or SQLAlchemy, not by the block's own code."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    name = str(step.tb_frame.f_globals.get("__name__", "")) if step else ""
    return name.partition(".")[0] in _DRIVERS or name == "mldb.async_db._engine"


def _unsendable(error: BaseException) -> RuleViolationError:
    return RuleViolationError(f"The database can't store this value: {error}")


def domain_error(error: SQLAlchemyError | sqlite3.Error, config: "DatabaseConfig") -> MLDBError:
    """The domain error that a caller of a service gets instead of the database error."""
    if isinstance(error, StaleDataError):
        return ConflictError("Somebody else changed this just now. Read it again.", "row_version")
    if isinstance(error, PoolTimeoutError):
        return StorageError(f"All connections to {describe(config)} are in use. Try again.", BUSY)
    if isinstance(error, StatementError) and isinstance(error.orig, _UNSENDABLE):
        return _unsendable(error.orig)
    if config.dialect == "sqlite" and isinstance(error, DBAPIError | sqlite3.Error):
        return _from_sqlite(getattr(error, "orig", error), config)
    if config.dialect != "sqlite" and isinstance(error, DBAPIError):
        return _from_postgres(error, config)
    return StorageError(f"The database layer failed: {type(error).__name__}")


def _from_sqlite(error: object, config: "SQLiteConfig") -> MLDBError:
    code, text = getattr(error, "sqlite_errorname", ""), str(error)
    if code.startswith("SQLITE_CONSTRAINT"):
        _, _, subject = text.partition(" failed: ")
        if code == "SQLITE_CONSTRAINT_NOTNULL":
            return _missing(subject.rpartition(".")[2])
        return _refusal(_sqlite_constraints().get(subject, subject), text)
    if code.startswith("SQLITE_CANTOPEN"):
        return StorageError(_cannot_open(config))
    if isinstance(error, sqlite3.DataError):
        return RuleViolationError("The database can't store this value: it is too long.")
    public = BUSY if code.startswith("SQLITE_BUSY") else UNAVAILABLE
    return StorageError(
        f"The SQLite file {path_text(config.db_path)} {_advice(code, text)}", public
    )


def _advice(code: str, text: str) -> str:
    """The end of a sentence: the fault of the SQLite file and its remedy."""
    for prefix, advice in _SQLITE_FAILURES.items():
        if code.startswith(prefix):
            return advice
    if text.startswith("no such table"):
        return _TABLE_MISSING
    return f"refused the operation: {text}."


def _cannot_open(config: "SQLiteConfig") -> str:
    path, folder = config.db_path, config.db_path.absolute().parent
    if not folder.is_dir():
        return f"The folder {path_text(folder)} does not exist. Create it, or set SQLITE_DB_PATH."
    if path.is_dir():
        return f"{path_text(path)} is a folder. Set SQLITE_DB_PATH to a file."
    if not path.exists():
        return (
            f"There is no SQLite file {path_text(path)}. Run `python -m mldb.migrate` to create "
            "it, or set SQLITE_DB_PATH; check that its folder can be written."
        )
    return f"The SQLite file {path_text(path)} can't be opened. Check that this user may write it."


def _from_postgres(error: DBAPIError, config: "DatabaseConfig") -> MLDBError:
    state = getattr(error.orig, "sqlstate", None) or ""
    if state.startswith(_POSTGRES_REFUSALS):
        return _postgres_refusal(state, error)
    if isinstance(error, DataError):
        return RuleViolationError("The database can't store this value.")
    if state in _POSTGRES_RETRY:
        return ConflictError("Somebody else changed the same thing at the same time. Try again.")
    reason = re.sub(r"\s+", " ", str(error.orig)).strip()
    failure = _postgres_failure(error, state, reason)
    if failure is None:
        return StorageError(f"Can't reach {describe(config)}: {reason}. {_CHECK}")
    is_busy = state in _POSTGRES_BUSY or failure is _TOO_MANY_CONNECTIONS
    public = BUSY if is_busy else UNAVAILABLE
    return StorageError(sentence(f"{describe(config)} {failure}"), public)


def _postgres_failure(error: DBAPIError, state: str, reason: str) -> str | None:
    """The end of a sentence: the server's fault and its remedy; None: no server was reached."""
    failures = _POSTGRES_FAILURES | _POSTGRES_BUSY
    if getattr(error.orig, "is_overdue", False):
        return str(error.orig)
    if state in failures:
        return failures[state]
    if state == "53300" or any(text in reason for text in _TEXTS_OF_TOO_MANY):
        return _TOO_MANY_CONNECTIONS
    if not state and _TEXT_OF_READ_ONLY in reason:
        return failures["25006"]
    if error.connection_invalidated or not state:
        return None
    return f"refused the operation: {reason}"


def _postgres_refusal(state: str, error: DBAPIError) -> MLDBError:
    if state == _POSTGRES_TOO_LONG:
        # A column's own limit, which is checked before the constraints and doesn't name the column.
        return RuleViolationError(f"Use at most {NAME_LENGTH} characters.")
    diagnosis = getattr(error.orig, "diag")  # noqa: B009  # psycopg's, untyped
    if state == _POSTGRES_NOT_NULL:
        return _missing(diagnosis.column_name)
    return _refusal(diagnosis.constraint_name or "", str(diagnosis.message_primary))


def _missing(column: str) -> MLDBError:
    """The refusal of NULL, to which SQLite also converts NaN."""
    return RuleViolationError("This needs a value.", column)


def _refusal(constraint: str, text: str) -> MLDBError:
    """A new copy of the refusal in the constraint's definition."""
    wording = _refusals().get(constraint)
    if wording is not None:
        return type(wording)(wording.message, wording.field)
    if "FOREIGN KEY" in text.upper():
        return InUseError("Another row refers to this, or the row that it refers to is gone.")
    return RuleViolationError(f"The database refused this value: {text}")


def _constraints() -> Iterator[Constraint | Index]:
    for table in Base.metadata.tables.values():
        yield from table.constraints
        yield from table.indexes


@cache
def _refusals() -> dict[str, RuleViolationError]:
    """Refusals by constraint name."""
    return {
        str(item.name): item.info["refusal"] for item in _constraints() if "refusal" in item.info
    }


@cache
def _sqlite_constraints() -> dict[str, str]:
    """Constraint names by the columns that SQLite reports when they are not unique."""
    return {
        ", ".join(str(column) for column in item.columns): str(item.name)
        for item in _constraints()
        if isinstance(item, UniqueConstraint) or (isinstance(item, Index) and item.unique)
    }
