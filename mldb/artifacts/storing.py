"""Stores whole files, several at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

from mldb.artifacts.backend import CHUNK_BYTES, Backend, Data
from mldb.artifacts.digest import DigestingSink

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

_SMALL_BYTES: Final = 4 * 2**20


@dataclass(frozen=True, slots=True)
class StoredContent:
    """Bytes that are in the store, although nothing refers to them yet."""

    key: str
    sha256: str
    size_bytes: int


def store(backend: Backend, key: str, source: Data | Path) -> StoredContent:
    """Store bytes, or a file of this machine; `settle` makes small ones durable."""
    if not isinstance(source, Path):
        backend.put(key, source)
        return StoredContent(key, sha256(source).hexdigest(), memoryview(source).nbytes)
    with source.open("rb") as file:
        first = file.read(_SMALL_BYTES)
        if len(first) < _SMALL_BYTES:
            return store(backend, key, first)
        sink = DigestingSink(backend.create(key))
        try:
            sink.write(first)
            while data := file.read(CHUNK_BYTES):
                sink.write(data)
            sink.close()
        except BaseException:
            sink.abort()
            raise
    return StoredContent(key, sink.sha256, sink.size_bytes)


def shares(items: Sequence[ItemT], count: int) -> list[Sequence[ItemT]]:
    """The items in at most so many parts of about the same number."""
    return [items[start::count] for start in range(min(count, len(items)))]


def each(function: Callable[[ItemT], ResultT], items: Sequence[ItemT]) -> list[ResultT]:
    """The results of a function for all items."""
    return [function(item) for item in items]


def in_order(parts: Sequence[Sequence[ResultT]]) -> list[ResultT]:
    """The results of `shares`, in the order of the items."""
    results: list[ResultT] = []
    for index in range(max(map(len, parts), default=0)):
        results += [part[index] for part in parts if index < len(part)]
    return results
