"""How parsers of headers read a file: by ranges, a bounded number of times."""

from typing import Final, Protocol

WINDOW_BYTES: Final = 65_536
"""What one read fetches, as a header's next part is mostly near the last one."""
READS_LIMIT: Final = 500


class UnreadableError(ValueError):
    """A header can't be read; the message is a sentence for people."""


class BoundReachedError(Exception):
    """A parser has read as much as it may; what it found until then is right but not all."""


class Ranges(Protocol):
    """The bytes of a file."""

    @property
    def size_bytes(self) -> int:
        """Size of the file."""

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`, which are inside of the file."""


class Window:
    """A file of which the part around the last position is kept.

    Raises `UnreadableError` for positions outside of the file, and `BoundReachedError` after
    `READS_LIMIT` reads.
    """

    def __init__(self, ranges: Ranges) -> None:
        self._ranges = ranges
        self._start = 0
        self._bytes = b""
        self._left = READS_LIMIT
        self.size_bytes = ranges.size_bytes

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`, at most a window of them."""
        if not 0 <= start <= end <= self.size_bytes or end - start > WINDOW_BYTES:
            raise UnreadableError("The file ends in the middle of its header.")
        if start < self._start or end > self._start + len(self._bytes):
            self._fetch(start)
        return self._bytes[start - self._start : end - self._start]

    def byte(self, at: int) -> int:
        """The byte at a position."""
        offset = at - self._start
        if 0 <= offset < len(self._bytes):
            return self._bytes[offset]
        return self.read(at, at + 1)[0]

    def _fetch(self, start: int) -> None:
        if not self._left:
            raise BoundReachedError
        self._left -= 1
        end = min(start + WINDOW_BYTES, self.size_bytes)
        self._start, self._bytes = start, self._ranges.read(start, end)
        if len(self._bytes) != end - start:
            raise UnreadableError("The file is shorter than it should be.")
