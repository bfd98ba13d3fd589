"""Files of a local folder as artifacts to upload."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from mldb.errors import RuleViolationError, StorageError
from mldb.terminal import printable
from mldb.values.paths import ArtifactPath
from mldb.wording import first_sentence

_PATH: Final[TypeAdapter[str]] = TypeAdapter(ArtifactPath)
_CHUNK_BYTES: Final = 1 << 20


class LocalFile(NamedTuple):
    """A file on this machine, and the path that it gets as an artifact."""

    path: str
    file: Path
    size_bytes: int


def local_file(file: Path, path: str) -> LocalFile:
    """One file; a symbolic link to it is followed, as its name was given on purpose.

    Raises:
        StorageError: it can't be read, or is none.
        RuleViolationError: the path can't be used.
    """
    return LocalFile(_checked(path, file), file, _size_of(file))


def files_of(folder: Path, directory: str = "") -> list[LocalFile]:
    """All files below the folder in the order of their paths; `directory` is put before them.

    A symbolic link to a file below the same folder stands for that file. Any other link, and
    whatever is neither file nor directory, is refused: what is uploaded is what the folder holds.

    Raises:
        StorageError: the folder or something in it can't be read, or is refused.
        RuleViolationError: a path can't be used, or two files would get the same one.
    """
    if not folder.is_dir():
        reason = "is no directory" if folder.exists() else "does not exist"
        raise StorageError(f"{_named(folder)} {reason}.")
    found: dict[str, LocalFile] = {}
    root = folder.resolve()
    for file in _below(folder):
        name = file.relative_to(folder).as_posix()
        path = _checked(f"{directory}/{name}" if directory else name, file)
        if path in found:
            raise RuleViolationError(
                f"{_named(found[path].file)} and {_named(file)} differ only in how letters are "
                "encoded, and would get one path. Rename one of them.",
                "path",
            )
        _check_link(file, root)
        found[path] = LocalFile(path, file, _size_of(file))
    return [found[path] for path in sorted(found)]


def digest_of(file: Path) -> str:
    """SHA-256 of the file's bytes.

    Raises:
        StorageError: it can't be read.
    """
    digest = hashlib.sha256()
    for part in parts_of(file):
        digest.update(part)
    return digest.hexdigest()


def parts_of(file: Path) -> Iterator[bytes]:
    """The file's bytes, at most 1 MiB at a time.

    Raises:
        StorageError: it can't be read.
    """
    try:
        with file.open("rb") as opened:
            while part := opened.read(_CHUNK_BYTES):
                yield part
    except OSError as error:
        raise unreadable(error, file) from error


def unreadable(error: OSError, file: Path | None = None) -> StorageError:
    """The error for a file that the operating system doesn't let us read."""
    name = printable(str(file or error.filename))
    return StorageError(f"{name} can't be read: {error.strerror}.")


def _below(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise unreadable(error)

    for place, directories, names in os.walk(folder, onerror=refuse):
        for name in directories:
            if (Path(place) / name).is_symlink():
                raise StorageError(
                    f"{_named(Path(place) / name)} is a symbolic link to a directory, which is "
                    "not followed. Upload that directory by itself."
                )
        yield from (Path(place) / name for name in names)


def _check_link(file: Path, root: Path) -> None:
    if file.is_symlink() and not file.resolve().is_relative_to(root):
        raise StorageError(
            f"{_named(file)} is a symbolic link that leads out of {_named(root)}. Replace it by a "
            "copy of the file."
        )


def _size_of(file: Path) -> int:
    try:
        found = file.stat()
    except OSError as error:
        raise unreadable(error, file) from error
    if not stat.S_ISREG(found.st_mode):
        raise StorageError(f"{_named(file)} is no file.")
    return found.st_size


def _checked(path: str, file: Path) -> str:
    try:
        return _PATH.validate_python(path)
    except ValidationError as error:
        raise RuleViolationError(
            f"{_named(file)} can't be an artifact: {first_sentence(error.errors())}", "path"
        ) from error


def _named(path: Path) -> str:
    return printable(str(path))
