"""Where downloaded files go: inside one folder, and complete or not at all."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from mldb.artifacts.folder import digest_of
from mldb.errors import StorageError
from mldb.terminal import printable

_CHUNK_BYTES: Final = 1 << 20


class Target:
    """The place of one file below a folder.

    Its bytes are collected in a hidden `.part` file beside it, which a later try continues. The
    name of that file depends on path and digest, so that it never mixes two contents.
    """

    def __init__(self, folder: Path, path: str, sha256: str) -> None:
        self.folder = folder
        self.path = path
        self.sha256 = sha256
        self.file = folder.joinpath(*PurePosixPath(path).parts)
        name = hashlib.sha256(f"{path}\0{sha256}".encode()).hexdigest()[:32]
        self._part = self.file.with_name(f".{name}.part")

    @property
    def name(self) -> str:
        """The file in messages."""
        return printable(str(self.file))

    def is_complete(self, size_bytes: int) -> bool:
        """Whether the file is there already, with the same bytes.

        Raises:
            StorageError: it would lie outside the folder.
        """
        self._check()
        try:
            is_alike = self.file.stat().st_size == size_bytes
        except OSError:
            return False
        return is_alike and digest_of(self.file) == self.sha256

    @contextmanager
    def writing(self) -> Iterator["PartFile"]:
        """Continue the bytes that are there; the file gets its name if the digest is right.

        Raises:
            StorageError: it would lie outside the folder, can't be written, or the bytes are not
                those of the digest.
        """
        self._check()
        with self._failures():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(
                self._part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666
            )
            with open(descriptor, "r+b") as opened:  # noqa: PTH123  # a descriptor
                part = PartFile(opened)
                yield part
                self._check_digest(part)
            self._part.replace(self.file)

    def _check_digest(self, part: "PartFile") -> None:
        if part.sha256 != self.sha256:
            self._part.unlink()
            raise StorageError(
                f"{self.name}: what was downloaded is not what was uploaded, as its SHA-256 says. "
                "Download it again; if that fails too, verify the file in Modelbook."
            )

    def _check(self) -> None:
        """Refuse a path out of the folder, also by way of symbolic links in it."""
        parts = PurePosixPath(self.path).parts
        if not parts or ".." in parts or self.path.startswith("/"):
            raise StorageError(f"{self.name} would lie outside {printable(str(self.folder))}.")
        place = self.folder
        for part in parts:
            place /= part
            if place.is_symlink():
                raise StorageError(
                    f"{printable(str(place))} is a symbolic link, through which nothing is "
                    "written. Remove it, or choose an empty directory."
                )

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in {errno.EEXIST, errno.ENOTDIR, errno.EISDIR}:
                raise StorageError(
                    f"{self.name} can't be written: a file is in the way of a directory, or a "
                    "directory in that of a file. Choose an empty directory."
                ) from error
            raise StorageError(f"{self.name} can't be written: {error.strerror}.") from error


class PartFile:
    """Bytes of a file that isn't complete; `position` is how many there are."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self._digest = hashlib.sha256()
        while part := opened.read(_CHUNK_BYTES):
            self._digest.update(part)
        self.position = opened.tell()

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes so far."""
        return self._digest.hexdigest()

    def write(self, part: bytes) -> None:
        """Append bytes."""
        self._opened.write(part)
        self._digest.update(part)
        self.position += len(part)

    def start_over(self) -> None:
        """Drop the bytes that are there."""
        self._opened.seek(0)
        self._opened.truncate()
        self._digest = hashlib.sha256()
        self.position = 0


def make_folder(folder: Path) -> None:
    """Make the folder for downloads, if it is missing.

    Raises:
        StorageError: it can't be made, or is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"{printable(str(folder))} can't be used for downloads: {error.strerror}."
        ) from error
