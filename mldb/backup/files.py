"""Files that get their name only when they are complete."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mldb.database.files import create_for_owner
from mldb.database.schema import REVISION
from mldb.errors import StorageError


def check_new(path: Path) -> None:
    """Refuse an existing path.

    Raises:
        StorageError: it exists.
    """
    if path.exists():
        raise StorageError(f"{path} exists already. Choose another name, or move it away.")


def supported_revision(path: Path, found: str | None) -> str:
    """The revision, if this version of Modelbook can restore it.

    Raises:
        StorageError: it is None, or newer than the revision of this version.
    """
    if found is None:
        raise StorageError(f"{path} is no back-up of a registry. Choose another file.")
    if found > REVISION:
        raise StorageError(
            f"{path} has schema revision {found}, this version of Modelbook supports only "
            f"{REVISION}. Upgrade Modelbook first."
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
    """An empty file to write to, which is renamed to this path when it is complete on the disk.

    Only its owner can read it: it may contain password hashes and confidential data.

    Raises:
        StorageError: it can't be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
            unfinished = Path(folder) / path.name
            create_for_owner(unfinished)
            yield unfinished
            _sync(unfinished)
            # Unlike a renaming, a link replaces no existing file.
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
