"""The SHA-256 checksum of a back-up, by which any damage is detected.

It is the last line of the file. SQLite and `pg_restore` ignore everything behind their own data, so
that a back-up can be read without Modelbook, too.
"""

import hashlib
import re
from pathlib import Path
from typing import Final

from mldb.errors import StorageError

_LINE: Final = b"\n-- Modelbook back-up, SHA-256 %b\n"
_LENGTH: Final = len(_LINE % (b"0" * 64))


def add_checksum(path: Path) -> None:
    """Append the checksum of the file's content."""
    digest = _digest(path, path.stat().st_size)
    with path.open("ab") as file:
        file.write(_LINE % digest)


def has_right_checksum(path: Path) -> bool:
    """Whether the file ends with its checksum; False: it has none.

    Raises:
        StorageError: the checksum doesn't match the content, or the file can't be read.
    """
    try:
        size = path.stat().st_size - _LENGTH
        found = _last_line(path, size)
        if found is not None and found != _digest(path, size):
            raise StorageError(
                f"{path} is damaged: it was changed after it was written, as its checksum says. "
                "Use another back-up."
            )
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror}.") from error
    return found is not None


def _last_line(path: Path, position: int) -> bytes | None:
    if position < 0:
        return None
    with path.open("rb") as file:
        file.seek(position)
        found = re.fullmatch(re.escape(_LINE).replace(b"%b", b"([0-9a-f]{64})"), file.read())
    return found[1] if found else None


def _digest(path: Path, size: int) -> bytes:
    """SHA-256 of the first `size` bytes."""
    digest, left = hashlib.sha256(), size
    with path.open("rb") as file:
        while left and (part := file.read(min(left, 1 << 20))):
            digest.update(part)
            left -= len(part)
    return digest.hexdigest().encode()
