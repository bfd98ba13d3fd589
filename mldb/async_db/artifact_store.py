"""The artifact store: the bytes of files, in a directory or a bucket."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mldb.artifacts.backend import Backend, Data, StoredObject
from mldb.artifacts.digest import DigestingSink
from mldb.artifacts.opening import open_backend
from mldb.artifacts.storing import StoredContent, each, shares, store
from mldb.artifacts.threads import PARALLEL
from mldb.async_db._engine import each_in_thread, in_thread
from mldb.errors import StorageError

if TYPE_CHECKING:
    # Settings are read when a database is opened; importing this must not cost their machinery.
    from mldb.config import ArtifactsConfig

_TOGETHER_BYTES: Final = 4 * 2**20


class ArtifactStore:
    """Objects by key, at the URL of the settings; nothing is opened until the first use.

    Every method raises StorageError if the store can't be used.
    """

    def __init__(self, config: "ArtifactsConfig", url: str) -> None:
        self.config = config
        self.url = url

    @cached_property
    def backend(self) -> Backend:
        """The store itself, whose methods take the time of a disk or a network."""
        return open_backend(self.url)

    async def writer(self, key: str) -> "StoreWriter":
        """A new object."""
        sink = await in_thread(self.backend.create, key, undo=lambda new: new.abort())
        return StoreWriter(DigestingSink(sink))

    async def put_many(self, objects: Sequence[tuple[str, Data | Path]]) -> list[StoredContent]:
        """New objects, several at once, durable when this returns; after an error there are none.

        Each is given by its key and its bytes, or the path of a file of this machine.
        """
        keys = [key for key, _ in objects]
        try:
            stored = await each_in_thread(partial(_store, self.backend), objects)
            await in_thread(self.backend.settle, keys)
        except BaseException:
            await self.discard(keys)
            raise
        return stored

    async def read(
        self, key: str, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """Bytes of an object from `start` on, up to and without `end`, in parts of about 1 MiB."""
        if end is not None and start >= end:
            return
        source = await in_thread(
            self.backend.open, key, start, end, undo=lambda opened: opened.close()
        )
        try:
            while data := await in_thread(source.read):
                yield data
        finally:
            await in_thread(source.close)

    async def size_of(self, key: str) -> int:
        """Size of an object.

        Raises:
            MissingObjectError: there is none.
        """
        return await in_thread(self.backend.size, key)

    async def delete(self, keys: Iterable[str]) -> None:
        """Remove objects; it doesn't matter whether they exist."""
        await each_in_thread(self.backend.delete, shares(list(keys), PARALLEL))

    async def discard(self, keys: Iterable[str]) -> None:
        """Remove objects that nothing names; those that the store keeps are found by housekeeping.

        A store that fails is asked no further: each time-out would be waited for.
        """
        with suppress(StorageError):
            await self.delete(keys)

    async def below(self, prefix: str) -> AsyncIterator[Sequence[StoredObject]]:
        """All objects below the prefix, in parts of about 1,000, in any order."""
        pages = iter(await in_thread(self.backend.below, prefix))
        while page := await in_thread(next, pages, ()):
            yield page

    async def sign(self, key: str, seconds: int) -> str | None:
        """A URL that gives the object to anybody for so long; None: the store has no URLs."""
        return await in_thread(self.backend.sign, key, seconds)


class StoreWriter:
    """A new object, whose digest is computed while it is written."""

    def __init__(self, sink: DigestingSink) -> None:
        self._sink = sink
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self.size_bytes = 0
        """Number of bytes so far."""

    async def write(self, data: Data) -> None:
        """Append the bytes. A few of them wait for more, as each way to the disk takes time."""
        # Others than bytes may change while they wait.
        self._waiting.append(bytes(data))
        self._waiting_bytes += len(self._waiting[-1])
        self.size_bytes += len(self._waiting[-1])
        if self._waiting_bytes >= _TOGETHER_BYTES:
            await self._send()

    async def finish(self) -> str:
        """SHA-256 of the object, which is complete: from now on a crash loses nothing of it."""
        await self._send()
        return await in_thread(self._complete)

    async def abort(self) -> None:
        """Leave nothing behind, as far as the store lets it."""
        with suppress(StorageError):
            await in_thread(self._sink.abort)

    async def _send(self) -> None:
        together, self._waiting, self._waiting_bytes = self._waiting, [], 0
        await in_thread(each, self._sink.write, together)

    def _complete(self) -> str:
        digest = self._sink.sha256
        self._sink.close()
        return digest


def _store(backend: Backend, item: tuple[str, Data | Path]) -> StoredContent:
    return store(backend, *item)
