"""Reads text files."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Final

from mldb.errors import StorageError

MAX_BYTES: Final = 1 << 25
"""A summary or a table of metrics is much smaller."""

_ADVICE: Final = "Save it as UTF-8."


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises:
        StorageError: it can't be read, is too large, or is no such text.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise StorageError(
            f"{path} is larger than {MAX_BYTES >> 20} MB. Give a file of last values, not a log of "
            "all steps."
        )
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise StorageError(f"{path} is written in UTF-16. {_ADVICE}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StorageError(
            f"{path} is no text in UTF-8 (byte {error.start + 1:,}). {_ADVICE}"
        ) from error
