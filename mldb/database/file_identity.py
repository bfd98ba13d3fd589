"""Detects that a SQLite file or its write-ahead log was moved, deleted or replaced."""

import os
from pathlib import Path
from typing import NamedTuple

from mldb.database.schema import path_text
from mldb.errors import StorageError

Identity = tuple[int, int] | None
"""Device and inode of a file; None: there is no file."""


class FileChangedError(StorageError):
    """The path no longer leads to the file that is open."""


class Files(NamedTuple):
    """The files that the paths of a database and of its write-ahead log lead to."""

    database: Identity
    log: Identity


def log_of(path: Path) -> Path:
    """The path of the write-ahead log, which is next to the file that links lead to."""
    return Path(f"{os.path.realpath(path)}-wal")


def identify(path: Path, log_path: Path) -> Files:
    """The files that the paths lead to now."""
    return Files(identity_of(path), identity_of(log_path))


def identity_of(path: Path) -> Identity:
    """The file that the path leads to now."""
    try:
        found = os.stat(path)  # noqa: PTH116  # a third of the time, and this is done all the time
    except OSError:
        return None
    return found.st_dev, found.st_ino


def refusal_of_change(path: Path, *, is_there: bool) -> FileChangedError:
    """The error for a path that leads to another file now, or to none unless `is_there`."""
    if is_there:
        return FileChangedError(
            f"The SQLite file {path_text(path)} was replaced by another one while it was in use. "
            "Nothing was written. Check that it is the right one now, then try again."
        )
    return FileChangedError(
        f"The SQLite file {path_text(path)} was moved or deleted while it was in use. Nothing was "
        "written. Put it back, or restore a back-up."
    )
