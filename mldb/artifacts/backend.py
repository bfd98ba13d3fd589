"""What every back end of the artifact store can do. Each call may take the time of a disk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

Data = bytes | bytearray | memoryview
"""Bytes to be stored."""

CHUNK_BYTES: Final = 2**20
"""How much is read at once."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in the store."""

    key: str
    size_bytes: int
    modified_at: datetime


class Sink(Protocol):
    """A new object that is being written."""

    def write(self, data: Data, /) -> None:
        """Append the bytes."""

    def close(self) -> None:
        """Complete the object: when this returns, a crash or a power cut loses nothing of it."""

    def abort(self) -> None:
        """Leave nothing behind, as far as possible."""


class Source(Protocol):
    """An object that is being read."""

    def read(self) -> bytes:
        """The next bytes, about a mebibyte; none at the end."""

    def close(self) -> None:
        """Read no more."""


class Backend(Protocol):
    """Objects by key. Every method raises StorageError if the store can't be used."""

    def create(self, key: str) -> Sink:
        """A new object; one with this key is replaced when it is complete."""

    def put(self, key: str, data: Data) -> None:
        """A small object, which `settle` has to make durable."""

    def settle(self, keys: Sequence[str]) -> None:
        """Make objects durable that were `put`."""

    def open(self, key: str, start: int = 0, end: int | None = None) -> Source:
        """The bytes of an object from `start` on, up to and without `end`."""

    def size(self, key: str) -> int:
        """Size of an object; MissingObjectError: there is none."""

    def delete(self, keys: Sequence[str]) -> None:
        """Remove objects; it doesn't matter whether they exist."""

    def below(self, prefix: str) -> Iterator[Sequence[StoredObject]]:
        """All objects below the prefix, in parts of about 1,000, in any order."""

    def sign(self, key: str, seconds: int) -> str | None:
        """A URL that gives the object to anybody for so long; None: the store has none."""
