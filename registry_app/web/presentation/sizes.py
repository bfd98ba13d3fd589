"""Sizes of files for people."""

from mldb.rules.artifact import size_text
from registry_app.web.presentation.numbers import THIN_SPACE


def size(size_bytes: int) -> str:
    """A size in the unit in which it is at least 1."""
    return "1\N{NO-BREAK SPACE}byte" if size_bytes == 1 else _unbroken(size_text(size_bytes))


def _unbroken(text: str) -> str:
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace(",", THIN_SPACE)


def exact_size(size_bytes: int) -> str:
    """Every byte of a size."""
    return f"{size_bytes:,} bytes".replace(",", THIN_SPACE)


def count(number: int, word: str) -> str:
    """A number of things with their word: 1 file, 2 files."""
    shown = f"{number:,}".replace(",", THIN_SPACE)
    return f"{shown} {word}{'' if number == 1 else 's'}"
