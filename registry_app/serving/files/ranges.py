"""Parts of a file that a request asks for (RFC 9110, 14)."""

import re
from dataclasses import dataclass
from typing import Final

# A number with more digits is beyond every file.
_ONE: Final = re.compile(r"bytes=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.IGNORECASE)


class UnsatisfiableRangeError(Exception):
    """The file ends before the part begins."""


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `start` up to and without `end` of a file of this size."""

    start: int
    end: int
    size: int

    @property
    def is_all(self) -> bool:
        """Whether it is the whole file."""
        return self.end - self.start == self.size

    @property
    def content_range(self) -> str:
        """The header `Content-Range`."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def whole(size: int) -> Part:
    """The whole file."""
    return Part(0, size, size)


def wanted_part(header: str | None, size: int) -> Part:
    """The part that `Range` names of a file of this size.

    A header that can't be read, or that names several parts, is for the whole file.

    Raises:
        UnsatisfiableRangeError: the part has no bytes.
    """
    match = _ONE.fullmatch(header or "")
    if match is None or match.group(1) == match.group(2) == "":
        return whole(size)
    first, last = match.groups()
    if not first:
        return _checked(Part(max(0, size - int(last)), size, size))
    if last and int(last) < int(first):
        return whole(size)
    end = min(int(last) + 1, size) if last else size
    return _checked(Part(int(first), end, size))


def _checked(part: Part) -> Part:
    if part.start >= part.end:
        raise UnsatisfiableRangeError
    return part
