"""Connections to a SQLite file that notice when the file was changed or the process was forked."""

import ctypes
import os
import sqlite3
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

from mldb.database.file_identity import FileChangedError, Files, identify, refusal_of_change
from mldb.database.schema import path_text

_RESCUE_SECONDS: Final = 5


class OpenFile(sqlite3.Connection):
    """The driver's connection, which detects changes of the files that it has open."""

    path: Path
    log_path: Path
    files: Files
    busy_timeout_seconds: float
    is_closed: bool = False

    def check_files(self) -> None:
        """Refuse to use files that other programs can no longer open by their paths.

        Raises:
            FileChangedError: one was moved, deleted or replaced.
        """
        found = identify(self.path, self.log_path)
        if found == self.files or (self.files.log is None and found[0] == self.files[0]):
            return
        if found.database == self.files.database and found.log is None:
            self._rescue()
            raise FileChangedError(
                f"The write-ahead log {path_text(self.log_path)} was deleted while it was in use. "
                f"Its content was put into the SQLite file {path_text(self.path)}. Try again, and "
                "let nobody delete it."
            )
        if found.database != self.files.database:
            raise refusal_of_change(self.path, is_there=found.database is not None)
        raise FileChangedError(
            f"The write-ahead log {path_text(self.log_path)} was replaced while it was in use. "
            "Nothing was written. Try again, and let nobody touch it."
        )

    def commit(self) -> None:
        """Commit, unless the files are gone: an acknowledged change must be found again."""
        self.check_files()
        super().commit()

    def close(self) -> None:
        """Close; from now on `is_closed` is true."""
        self.is_closed = True
        super().close()

    def _rescue(self) -> None:
        """Copy the content of the log, which only this process still sees, into the database."""
        if self.in_transaction:
            self.rollback()
        self.execute(f"PRAGMA busy_timeout={_RESCUE_SECONDS * 1000}")
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Abandoned(OpenFile):
    """A connection that must be neither used nor closed: SQLite would touch files of others."""

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


def track(connection: OpenFile) -> None:
    """Include a new connection in `abandon_all` and `abandon_changed`."""
    _open.add(connection)


def abandon(connection: OpenFile) -> None:
    """Never use or close this connection again, not even at the end of the process."""
    connection.__class__ = _Abandoned
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(connection))


def abandon_all() -> None:
    """Abandon all connections, in a forked child: they belong to its parent."""
    for connection in list(_open):
        abandon(connection)
    _open.clear()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=abandon_all)


def abandon_changed(path: Path) -> None:
    """Abandon the connections to a file that the path no longer leads to.

    Closing the last one would remove the write-ahead log of the file that is there now.
    """
    for connection in list(_open):
        found = identify(connection.path, connection.log_path)
        if connection.path == path and found.database != connection.files.database:
            abandon(connection)
            _open.discard(connection)
