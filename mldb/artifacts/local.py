"""The artifact store in a directory of the local file system.

Written here and not taken from obstore, whose local store never waits for the disk and follows
symbolic links.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from mldb.artifacts.backend import CHUNK_BYTES, Data, StoredObject
from mldb.artifacts.failures import disk_failures, failure, missing

_LIST_SIZE: Final = 1_000
# Reading and writing of a link instead of a file fails; not every system has the flag.
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK
_HAS_DIRECTORY_SYNC: Final = os.name != "nt"


class LocalSink:
    """A new file."""

    def __init__(self, backend: "LocalBackend", key: str) -> None:
        self._backend = backend
        self._key = key
        self._descriptor: int | None = backend.new_file(key)

    def write(self, data: Data) -> None:
        """Append the bytes."""
        with disk_failures(self._backend.name):
            _write(self._open(), data)

    def close(self) -> None:
        """Wait until the file is on the disk."""
        with disk_failures(self._backend.name):
            os.fsync(self._open())
            self._release()
        self._backend.settle([self._key])

    def abort(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            self._release()
        self._backend.delete([self._key])

    def _open(self) -> int:
        if self._descriptor is None:
            raise ValueError("The file is closed.")
        return self._descriptor

    def _release(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)


class LocalSource:
    """A file that is being read."""

    def __init__(self, backend: "LocalBackend", descriptor: int, left: int | None) -> None:
        self._backend = backend
        self._file = os.fdopen(descriptor, "rb", buffering=0)
        self._left = left

    def read(self) -> bytes:
        """The next bytes; none at the end."""
        size = CHUNK_BYTES if self._left is None else min(CHUNK_BYTES, self._left)
        with disk_failures(self._backend.name):
            data = self._file.read(size) or b""
        if self._left is not None:
            self._left -= len(data)
        return data

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class LocalBackend:
    """Objects as files below a directory, which is created with the first of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.name = str(root)

    def create(self, key: str) -> LocalSink:
        """A new file."""
        return LocalSink(self, key)

    def put(self, key: str, data: Data) -> None:
        """A new file, whose bytes are on the disk; `settle` does the same for its name."""
        descriptor = self.new_file(key)
        try:
            with disk_failures(self.name):
                _write(descriptor, data)
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def settle(self, keys: Sequence[str]) -> None:
        """Wait until the names of the files are on the disk."""
        if not _HAS_DIRECTORY_SYNC:
            return
        parents = {parent for key in keys for parent in (self.root / key).parents}
        inside = {one for one in parents if one.is_relative_to(self.root)} | {self.root.parent}
        with disk_failures(self.name):
            for directory in sorted(inside, reverse=True):
                _sync_directory(directory)

    def open(self, key: str, start: int = 0, end: int | None = None) -> LocalSource:
        """The bytes of a file."""
        with disk_failures(self.name):
            try:
                descriptor = os.open(self._checked(key), os.O_RDONLY | _NO_LINK)
            except FileNotFoundError:
                raise missing(self.name, key) from None
        if start:
            os.lseek(descriptor, start, os.SEEK_SET)
        return LocalSource(self, descriptor, None if end is None else max(end - start, 0))

    def size(self, key: str) -> int:
        """Size of a file."""
        with disk_failures(self.name):
            try:
                return self._checked(key).lstat().st_size
            except FileNotFoundError:
                raise missing(self.name, key) from None

    def delete(self, keys: Sequence[str]) -> None:
        """Remove files."""
        with disk_failures(self.name):
            for key in keys:
                with suppress(FileNotFoundError):
                    self._checked(key).unlink()

    def below(self, prefix: str) -> Iterator[Sequence[StoredObject]]:
        """All files below the prefix; links are left out."""
        found: list[StoredObject] = []
        with disk_failures(self.name):
            for path in self._files(self.root / prefix):
                with suppress(FileNotFoundError):
                    facts = path.lstat()
                    if stat.S_ISREG(facts.st_mode):
                        found.append(self._stored(path, facts))
                if len(found) == _LIST_SIZE:
                    yield found
                    found = []
        yield found

    def sign(self, key: str, seconds: int) -> None:  # noqa: ARG002  # as other back ends
        """None: a directory has no URLs."""
        return

    def new_file(self, key: str) -> int:
        """Descriptor of a new file, instead of one that has the key."""
        with disk_failures(self.name):
            self._make_directories(key)
            path = self._checked(key)
            with suppress(FileNotFoundError):
                path.unlink()
            return os.open(path, _NEW, 0o666)

    def _make_directories(self, key: str) -> None:
        directory = (self.root / key).parent
        if directory.is_dir():
            return
        if not self.root.parent.is_dir():
            raise failure(self.name, "can't be created: the directory above it doesn't exist.")
        directory.mkdir(parents=True, exist_ok=True)

    def _checked(self, key: str) -> Path:
        """The path of the file; no directory between it and the root is a link."""
        path = self.root / key
        for directory in path.parents:
            if directory == self.root:
                break
            if stat.S_ISLNK(directory.lstat().st_mode):
                raise failure(
                    self.name,
                    f"has a symbolic link {directory.relative_to(self.root)}, which is not "
                    "followed. Replace it by the directory.",
                )
        return path

    def _files(self, directory: Path) -> Iterator[Path]:
        for folder, _, names in os.walk(directory, followlinks=False):
            for name in names:
                yield Path(folder, name)

    def _stored(self, path: Path, facts: os.stat_result) -> StoredObject:
        key = path.relative_to(self.root).as_posix()
        modified_at = datetime.fromtimestamp(facts.st_mtime, UTC)
        return StoredObject(key, facts.st_size, modified_at)


def _write(descriptor: int, data: Data) -> None:
    left = memoryview(data).cast("B")
    while left:
        left = left[os.write(descriptor, left) :]


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
