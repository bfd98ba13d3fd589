"""Connections to a SQLite file, set up so that nothing acknowledged is lost."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, event

from mldb.database.access import (
    BEGIN_IMMEDIATE,
    DEADLINE,
    SQLITE_BEGIN,
    STRIKE,
)
from mldb.database.file_identity import FileChangedError, identify, log_of
from mldb.database.files import create_for_owner
from mldb.database.folding import add_folding
from mldb.database.fork import is_inherited
from mldb.database.open_file import OpenFile, track
from mldb.database.schema import path_text
from mldb.errors import StorageError

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import SQLiteConfig

_RETRY_SECONDS: Final = 0.01
# Between two attempts to take the lock, the waiting can be ended.
_SLICE_SECONDS: Final = 0.2
# Errors that can only be repaired by opening the file anew.
_SPOILING: Final = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CANTOPEN,
}


def connect(config: "SQLiteConfig", *, create: bool = False) -> OpenFile:
    """New connection of the driver; the file must exist unless `create`.

    Only its owner can read a new file, and the files that SQLite creates next to it.

    The driver sends no BEGIN of its own (`isolation_level=None`), because a writer needs BEGIN
    IMMEDIATE.
    """
    path = Path(config.db_path).absolute()
    _check_not_inherited(path)
    if create:
        # Where it can't be made, SQLite says why.
        with suppress(OSError):
            create_for_owner(path)
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={'rwc' if create else 'rw'}",
        uri=True,
        timeout=config.busy_timeout_seconds,
        isolation_level=None,
        check_same_thread=False,
        factory=OpenFile,
    )
    try:
        connection.path, connection.log_path = path, log_of(path)
        connection.busy_timeout_seconds = config.busy_timeout_seconds
        _keep_a_write_ahead_log(connection, config.busy_timeout_seconds)
        connection.execute(f"PRAGMA synchronous={config.synchronous}")
        connection.execute("PRAGMA foreign_keys=ON")
        add_folding(connection)
        connection.files = identify(path, connection.log_path)
    except BaseException:
        connection.close()
        raise
    track(connection)
    return connection


def _check_not_inherited(path: Path) -> None:
    if is_inherited(path):
        raise StorageError(
            f"This process was forked from one that had the SQLite file {path_text(path)} in use, "
            "and SQLite can't be used on both sides of a fork. Start processes with the method "
            "'spawn' or 'forkserver' of multiprocessing, or fork while no block or operation of "
            "a Database is going on."
        )


def _keep_a_write_ahead_log(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """Switch a new file to WAL mode, which is stored in the file.

    SQLite's busy time-out doesn't cover this: if two programs switch one file at once, the second
    is refused immediately.
    """
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() >= deadline:
                raise
            time.sleep(_RETRY_SECONDS)
        else:
            return


def begin_by_access(engine: Engine) -> None:
    """Begin every transaction of the engine with the statement for its session's access."""
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    statement = options.get(SQLITE_BEGIN)
    if statement is None:
        return
    driver: Any = connection.connection.driver_connection
    if statement == BEGIN_IMMEDIATE:
        begin_to_write(driver, options.get(DEADLINE), options.get(STRIKE, _nothing))
    else:
        # It touches neither lock nor file; through SQLAlchemy it would take longer than a read.
        driver.execute(statement)


def begin_to_write(
    connection: OpenFile, deadline: float | None, strike: Callable[[], object]
) -> None:
    """Take the file's write lock, at the latest by the deadline.

    `strike` is called repeatedly while others have the lock; it may raise to end the waiting.

    Raises:
        OperationalError: others have the lock; it's the driver's.
        FileChangedError: the path leads to another file now.
    """
    full = connection.busy_timeout_seconds
    if deadline is None:
        deadline = time.monotonic() + full
    connection.execute(f"PRAGMA busy_timeout={_milliseconds(min(_SLICE_SECONDS, full))}")
    try:
        while not _is_begun(connection, deadline):
            strike()
    finally:
        connection.execute(f"PRAGMA busy_timeout={_milliseconds(full)}")
    try:
        connection.check_files()
    except BaseException:
        connection.rollback()
        raise


def _is_begun(connection: OpenFile, deadline: float) -> bool:
    try:
        connection.execute(BEGIN_IMMEDIATE)
    except sqlite3.OperationalError as error:
        if not _is_busy(error) or time.monotonic() >= deadline:
            raise
        return False
    return True


def is_spoiling(error: BaseException) -> bool:
    """Whether open connections are useless after this error."""
    original = getattr(error, "orig", error)
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, FileChangedError) or code in _SPOILING


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))


def _nothing() -> None:
    """Let the waiting go on."""
