"""Connections to a SQLite file, set up so that nothing acknowledged is lost."""

import ctypes
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event

from mldb.database.access import (
    BEGIN_IMMEDIATE,
    DEADLINE,
    SQLITE_BEGIN,
    STRIKE,
)
from mldb.database.files import create_for_owner
from mldb.database.folding import add_folding
from mldb.database.fork import is_inherited
from mldb.database.schema import shown
from mldb.errors import StorageError

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import SQLiteConfig

_RETRY_SECONDS: Final = 0.01
# Somebody who waits for the lock is asked so often whether they still want it.
_SLICE_SECONDS: Final = 0.2
_RESCUE_SECONDS: Final = 5
# What can't be repaired but by opening the file anew.
_SPOILING: Final = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CANTOPEN,
}

Identity = tuple[int, int] | None
"""Device and number of a file; None if there is none."""


class FileChangedError(StorageError):
    """The file that is open is no longer the one of that name."""


class Files(NamedTuple):
    """Which files the names of a database and of its write-ahead log stand for."""

    database: Identity
    log: Identity


class OpenFile(sqlite3.Connection):
    """The driver's connection; it knows which files it has open."""

    path: Path
    log_path: Path
    files: Files
    busy_timeout_seconds: float
    is_closed: bool = False

    def check_files(self) -> None:
        """Refuse to go on with files that other programs don't have any more.

        Raises:
            FileChangedError: one was moved, deleted or replaced.
        """
        found = identify(self.path, self.log_path)
        if found == self.files or (self.files.log is None and found[0] == self.files[0]):
            return
        if found.database == self.files.database and found.log is None:
            self._rescue()
            raise FileChangedError(
                f"The write-ahead log {shown(self.log_path)} was deleted while it was in use. "
                f"What it held was put into the SQLite file {shown(self.path)}. Try again, and let "
                "nobody delete it."
            )
        if found.database != self.files.database:
            raise refusal_of_change(self.path, is_there=found.database is not None)
        raise FileChangedError(
            f"The write-ahead log {shown(self.log_path)} was replaced while it was in use. Nothing "
            "was written. Try again, and let nobody touch it."
        )

    def commit(self) -> None:
        """Commit, unless the files are gone: what is acknowledged must be found again."""
        self.check_files()
        super().commit()

    def close(self) -> None:
        """Close, and remember it."""
        self.is_closed = True
        super().close()

    def _rescue(self) -> None:
        """Copy what the log holds, which only this process still sees, into the database."""
        if self.in_transaction:
            self.rollback()
        self.execute(f"PRAGMA busy_timeout={_RESCUE_SECONDS * 1000}")
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Abandoned(OpenFile):
    """A connection that must not be used, nor closed: SQLite would touch what is not its own."""

    def cursor(self, *_: Any, **__: Any) -> Any:
        """Refuse."""
        raise sqlite3.OperationalError(_ABANDONED)

    execute = executemany = executescript = backup = cursor

    def check_files(self) -> None:
        """Refuse."""
        raise sqlite3.OperationalError(_ABANDONED)

    def commit(self) -> None:
        """Refuse."""
        raise sqlite3.OperationalError(_ABANDONED)

    def rollback(self) -> None:
        """Leave everything as it is."""

    def close(self) -> None:
        """Leave everything as it is."""


_ABANDONED: Final = (
    "the connection was opened before this process was forked, or before its file was replaced"
)
_open: WeakSet[OpenFile] = WeakSet()


def abandon(connection: OpenFile) -> None:
    """Never use or close it any more, not even at the end of the process."""
    connection.__class__ = _Abandoned
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))


def abandon_all() -> None:
    """The same of all connections of this process, which are a parent's."""
    for connection in list(_open):
        abandon(connection)
    _open.clear()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=abandon_all)


def abandon_changed(path: Path) -> None:
    """The same of those to a file that is no longer the one of this name.

    Closing the last one would remove the write-ahead log of the file that is there now.
    """
    for connection in list(_open):
        found = identify(connection.path, connection.log_path)
        if connection.path == path and found.database != connection.files.database:
            abandon(connection)
            _open.discard(connection)


def connect(config: "SQLiteConfig", *, create: bool = False) -> OpenFile:
    """New connection of the driver; the file must exist unless `create`.

    A new file is its owner's alone, and with it the files that SQLite puts beside it.

    Transactions are ours alone: the driver sends no BEGIN (`isolation_level=None`), because the one
    it would send is the wrong kind for a writer.
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
    _open.add(connection)
    return connection


def log_of(path: Path) -> Path:
    """The write-ahead log, which lies beside the file that links lead to."""
    return Path(f"{os.path.realpath(path)}-wal")


def identify(path: Path, log_path: Path) -> Files:
    """What the names stand for now."""
    return Files(identity_of(path), identity_of(log_path))


def identity_of(path: Path) -> Identity:
    """What this name stands for now."""
    try:
        found = os.stat(path)  # noqa: PTH116  # a third of the time, and this is done all the time
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refusal_of_change(path: Path, *, is_there: bool) -> FileChangedError:
    """What to say of a file that is no longer the one that was opened."""
    if is_there:
        return FileChangedError(
            f"The SQLite file {shown(path)} was replaced by another one while it was in use. "
            "Nothing was written. Look whether it is the right one now, then try again."
        )
    return FileChangedError(
        f"The SQLite file {shown(path)} was moved or deleted while it was in use. Nothing was "
        "written. Put it back, or restore a back-up."
    )


def _check_not_inherited(path: Path) -> None:
    if is_inherited(path):
        raise StorageError(
            f"This process was forked from one that had the SQLite file {shown(path)} in use, and "
            "SQLite can't be used on both sides of a fork. Start processes with the method 'spawn' "
            "or 'forkserver' of multiprocessing, or fork while no block or operation of a Database "
            "is going on."
        )


def _keep_a_write_ahead_log(connection: sqlite3.Connection, patience_seconds: float) -> None:
    """Switch a new file to WAL, which is remembered in the file.

    SQLite's own waiting doesn't cover this: of two programs that switch one file at once, the
    second is refused immediately.
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


def begin_as_told(engine: Engine) -> None:
    """Let every transaction of the engine start as its session's access says."""
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
        # It touches neither lock nor file: SQLAlchemy's care would take longer than a short read.
        driver.execute(statement)


def begin_to_write(
    connection: OpenFile, deadline: float | None, strike: Callable[[], object]
) -> None:
    """Take the file's write lock, at the latest by the deadline.

    `strike` is called again and again while others have the lock, and may end the waiting.

    Raises:
        OperationalError: others have the lock; it's the driver's.
        FileChangedError: the file is no longer the one of its name.
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
    """Whether connections that are open are of no use after this error."""
    original = getattr(error, "orig", error)
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, FileChangedError) or code in _SPOILING


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))


def _nothing() -> None:
    """Nobody wants to end the waiting."""
