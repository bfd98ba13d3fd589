"""Files that appear only when they are whole."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mldb.database.files import create_for_owner
from mldb.database.schema import REVISION
from mldb.errors import StorageError


def check_new(path: Path) -> None:
    """Refuse a path where something is.

    Raises:
        StorageError: there is something.
    """
    if path.exists():
        raise StorageError(f"{path} exists already. Choose another name, or move it away.")


def check_revision(path: Path, found: str | None) -> str:
    """The revision, if it is one that this version knows.

    Raises:
        StorageError: it is none, or a newer one.
    """
    if found is None:
        raise StorageError(f"{path} is no back-up of a registry. Choose another file.")
    if found > REVISION:
        raise StorageError(
            f"{path} has schema revision {found}, this version of Modelbook knows only {REVISION}. "
            "Upgrade Modelbook first."
        )
    return found


def started_with(path: Path, start: bytes) -> bool:
    """Whether the file starts with these bytes.

    Raises:
        StorageError: it can't be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(len(start)) == start
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror}.") from error


@contextmanager
def kept_whole(path: Path) -> Iterator[Path]:
    """An empty file to write to, beside this path; it gets its name when all is on the disk.

    Nobody but its owner can read it: it may hold hashes of passwords and all that a team knows.

    Raises:
        StorageError: it can't be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
            unfinished = Path(folder) / path.name
            create_for_owner(unfinished)
            yield unfinished
            _sync(unfinished)
            # Unlike a renaming, a link takes nobody else's place.
            os.link(unfinished, path)
            _sync(path.parent)
    except FileExistsError:
        check_new(path)
        raise
    except OSError as error:
        raise StorageError(f"{path} can't be written: {error.strerror}.") from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
