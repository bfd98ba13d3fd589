"""Lists and reads the files of a location, in a folder or an object store."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Final, NamedTuple

from mldb.artifacts.backend import Backend
from mldb.artifacts.opening import open_backend
from mldb.errors import StorageError
from mldb.transfer.mlflow.artifacts.location import Location, UnreadableError

_CHUNK_BYTES: Final = 1 << 20


class SourceFile(NamedTuple):
    """A file by its path below the location; the size of a symbolic link is None."""

    path: str
    size_bytes: int | None


class Sources:
    """Reads locations; an object store is opened once."""

    def __init__(self) -> None:
        self._stores: dict[str, Backend] = {}

    def files(self, location: Location) -> Iterator[SourceFile]:
        """All files of the location; symbolic links are not followed.

        Raises:
            UnreadableError: it can't be listed.
        """
        if location.store is None:
            yield from _files_of_folder(Path(location.path))
            return
        prefix = f"{location.path}/"
        with _store_failures():
            for page in self._store(location.store).below(location.path):
                for each in page:
                    if each.key.startswith(prefix):
                        yield SourceFile(each.key.removeprefix(prefix), each.size_bytes)

    def content(self, location: Location, path: str) -> Iterator[bytes]:
        """The bytes of a file, in parts.

        Raises:
            UnreadableError: it can't be read.
        """
        if location.store is None:
            yield from _content_of_file(Path(location.path), path)
            return
        with (
            _store_failures(),
            closing(self._store(location.store).open((location / path).path)) as source,
        ):
            while part := source.read():
                yield part

    def _store(self, url: str) -> Backend:
        if url not in self._stores:
            self._stores[url] = open_backend(url)
        return self._stores[url]


def exists(location: Location) -> bool:
    """Whether there is such a folder; of an object store nobody knows before listing it."""
    return location.store is not None or os.path.isdir(location.path)  # noqa: PTH112  # never raises


def _files_of_folder(folder: Path) -> Iterator[SourceFile]:
    if not exists(Location(str(folder))):
        raise UnreadableError("There is no such folder on this machine.")
    if folder.is_symlink() or folder.parent.is_symlink():
        raise UnreadableError("Its folder is a symbolic link; what it leads to may be anything.")
    with _folder_failures():
        yield from _walk(folder, "")


def _walk(folder: Path, prefix: str) -> Iterator[SourceFile]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = f"{prefix}{entry.name}"
        if entry.is_symlink():
            yield SourceFile(path, None)
        elif entry.is_dir():
            yield from _walk(folder / entry.name, f"{path}/")
        elif entry.is_file():
            yield SourceFile(path, entry.stat().st_size)


def _content_of_file(folder: Path, path: str) -> Iterator[bytes]:
    with _folder_failures(), _opened(folder / path) as file:
        while part := file.read(_CHUNK_BYTES):
            yield part


def _opened(path: Path) -> IO[bytes]:
    """The file, unless it became a symbolic link since it was listed."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")


@contextmanager
def _folder_failures() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnreadableError(f"It can't be read: {error.strerror}.") from error


@contextmanager
def _store_failures() -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        raise UnreadableError(str(error)) from error
