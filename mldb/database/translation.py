"""Database errors -> the domain errors of mldb, the same ones for SQLite and PostgreSQL."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Constraint, Index, UniqueConstraint
from sqlalchemy.exc import DataError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from mldb.database.schema import describe
from mldb.errors import ConflictError, InUseError, MLDBError, RuleViolationError, StorageError
from mldb.models import Base
from mldb.sentence import sentence
from mldb.types import NAME_LENGTH

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
    "SQLITE_READONLY": "can't be written. Give this user the right to write it and its folder.",
    "SQLITE_IOERR": "can't be read or written: the disk reports an error.",
}
_POSTGRES_FAILURES = {
    "53100": "can't grow: the server's disk is full.",
    "53300": "has too many connections. Lower POSTGRES_POOL_SIZE or raise the server's limit.",
    "57P01": "was shut down. Try again when it is up.",
    "42P01": _TABLE_MISSING,
    "25006": "is read-only. Connect to the primary server.",
}
# Serialization failure, deadlock: the transaction is gone and can be tried again.
_POSTGRES_RETRY = {"40001", "40P01"}
# Classes of errors that are about the values: unusable ones, constraints, triggers of ours.
_POSTGRES_REFUSALS = ("22", "23", "P0001")
_POSTGRES_TOO_LONG = "22001"
_POSTGRES_NOT_NULL = "23502"


@contextmanager
def domain_errors(config: "DatabaseConfig") -> Iterator[None]:
    """In the block, errors of the database become domain errors."""
    try:
        yield
    except SQLAlchemyError as error:
        raise domain_error(error, config) from error
    except OverflowError as error:
        # SQLite's driver raises it, past SQLAlchemy, for an id beyond 64 bits.
        raise RuleViolationError(f"The database refused this value: {error}") from error


def domain_error(error: SQLAlchemyError, config: "DatabaseConfig") -> MLDBError:
    """The domain error that a caller of a service gets instead of this one."""
    if isinstance(error, StaleDataError):
        return ConflictError("Somebody else changed this just now. Read it again.", "row_version")
    if isinstance(error, PoolTimeoutError):
        return StorageError(f"All connections to {describe(config)} are in use. Try again.")
    if not isinstance(error, DBAPIError):
        return StorageError(f"The database layer failed: {type(error).__name__}")
    if config.dialect == "sqlite":
        return _from_sqlite(error, config)
    return _from_postgres(error, config)


def _from_sqlite(error: DBAPIError, config: "SQLiteConfig") -> MLDBError:
    code = getattr(error.orig, "sqlite_errorname", "")
    text = str(error.orig)
    if code.startswith("SQLITE_CONSTRAINT"):
        _, _, subject = text.partition(" failed: ")
        if code == "SQLITE_CONSTRAINT_NOTNULL":
            return _missing(subject.rpartition(".")[2])
        return _refusal(_sqlite_constraints().get(subject, subject), text)
    if code.startswith("SQLITE_CANTOPEN"):
        return StorageError(_cannot_open(config))
    for prefix, advice in _SQLITE_FAILURES.items():
        if code.startswith(prefix):
            return StorageError(f"The SQLite file {config.db_path} {advice}")
    if isinstance(error.orig, sqlite3.OperationalError) and text.startswith("no such table"):
        return StorageError(f"The SQLite file {config.db_path} {_TABLE_MISSING}")
    return StorageError(f"The SQLite file {config.db_path} refused the operation: {text}.")


def _cannot_open(config: "SQLiteConfig") -> str:
    path, folder = config.db_path, config.db_path.absolute().parent
    if not folder.is_dir():
        return f"The folder {folder} does not exist. Create it, or set SQLITE_DB_PATH."
    if path.is_dir():
        return f"{path} is a folder. Set SQLITE_DB_PATH to a file."
    if not path.exists():
        return (
            f"There is no SQLite file {path}. Run `python -m mldb.migrate` to create it, "
            "or set SQLITE_DB_PATH; check that its folder can be written."
        )
    return f"The SQLite file {path} can't be opened. Check that this user may write it."


def _from_postgres(error: DBAPIError, config: "DatabaseConfig") -> MLDBError:
    state = getattr(error.orig, "sqlstate", None) or ""
    where = describe(config)
    if state.startswith(_POSTGRES_REFUSALS):
        return _postgres_refusal(state, error)
    if isinstance(error, DataError):
        return RuleViolationError("The database can't hold this value.")
    if state in _POSTGRES_RETRY:
        return ConflictError("Somebody else changed the same thing at the same time. Try again.")
    if state in _POSTGRES_FAILURES:
        return StorageError(sentence(f"{where} {_POSTGRES_FAILURES[state]}"))
    reason = re.sub(r"\s+", " ", str(error.orig)).strip()
    if error.connection_invalidated or not state:
        return StorageError(
            f"Can't reach {where}: {reason}. Check that the server runs, and POSTGRES_HOST, "
            "POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DATABASE."
        )
    return StorageError(sentence(f"{where} refused the operation: {reason}"))


def _postgres_refusal(state: str, error: DBAPIError) -> MLDBError:
    if state == _POSTGRES_TOO_LONG:
        # A column's own limit, which is checked before the constraints and doesn't tell its name.
        return RuleViolationError(f"Use at most {NAME_LENGTH} characters.")
    diagnosis = getattr(error.orig, "diag")  # noqa: B009  # psycopg's, untyped
    if state == _POSTGRES_NOT_NULL:
        return _missing(diagnosis.column_name)
    return _refusal(diagnosis.constraint_name or "", str(diagnosis.message_primary))


def _missing(column: str) -> MLDBError:
    """The refusal of NULL, which is also what SQLite makes of NaN."""
    return RuleViolationError("This needs a value.", column)


def _refusal(constraint: str, text: str) -> MLDBError:
    """A fresh copy of the refusal that the constraint's definition words."""
    wording = _refusals().get(constraint)
    if wording is not None:
        return type(wording)(wording.message, wording.field)
    if "FOREIGN KEY" in text.upper():
        return InUseError("Something else refers to this, or what it refers to is gone.")
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
    """Constraint names by what SQLite says of a violation: columns if unique, else the name."""
    return {
        ", ".join(str(column) for column in item.columns): str(item.name)
        for item in _constraints()
        if isinstance(item, UniqueConstraint) or (isinstance(item, Index) and item.unique)
    }
