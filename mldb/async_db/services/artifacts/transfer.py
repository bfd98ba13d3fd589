"""Bytes on their way: a file that is being written, and one that is being read."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

from mldb.artifacts.backend import Data
from mldb.artifacts.storing import StoredContent
from mldb.async_db.artifact_store import ArtifactStore, StoreWriter
from mldb.rules.artifact import check_digest, check_size
from mldb.schemas import ArtifactRead


class ArtifactWriter:
    """A file that is being written; it exists when the block around it has ended.

    Then `artifact` is the file, and `is_changed` says whether it is new or has new bytes.
    """

    artifact: ArtifactRead
    is_changed: bool

    def __init__(self, writer: StoreWriter, key: str, limit: int) -> None:
        self._writer = writer
        self._key = key
        self._limit = limit

    @property
    def size_bytes(self) -> int:
        """Number of bytes so far."""
        return self._writer.size_bytes

    async def write(self, data: Data) -> None:
        """Append the bytes.

        Raises:
            RuleViolationError: the file is larger than the settings allow.
            StorageError: the artifact store can't take them.
        """
        check_size(self._writer.size_bytes + memoryview(data).nbytes, self._limit)
        await self._writer.write(data)

    async def finish(self, sha256: str | None) -> StoredContent:
        """The complete bytes.

        Raises:
            RuleViolationError: they have another digest.
        """
        found = await self._writer.finish()
        check_digest(sha256, found)
        return StoredContent(self._key, found, self._writer.size_bytes)

    async def abort(self) -> None:
        """Leave nothing behind."""
        await self._writer.abort()


class PartWriter:
    """A part of an upload that is being written; it exists when the block around it has ended."""

    def __init__(self, writer: StoreWriter, limit: int) -> None:
        self._writer = writer
        self._limit = limit

    @property
    def size_bytes(self) -> int:
        """Number of bytes so far."""
        return self._writer.size_bytes

    async def write(self, data: Data) -> None:
        """Append the bytes.

        Raises:
            RuleViolationError: the part is larger than a file may be.
            StorageError: the artifact store can't take them.
        """
        check_size(self._writer.size_bytes + memoryview(data).nbytes, self._limit)
        await self._writer.write(data)

    async def finish(self, sha256: str | None) -> None:
        """Complete the part.

        Raises:
            RuleViolationError: it has another digest.
        """
        check_digest(sha256, await self._writer.finish())

    async def abort(self) -> None:
        """Leave nothing behind."""
        await self._writer.abort()


class ArtifactReader:
    """A file that is being read."""

    def __init__(self, store: ArtifactStore, row: Any) -> None:
        self._store = store
        self._key: str = row.storage_key
        self._streams: list[AsyncGenerator[bytes, None]] = []
        self.artifact = ArtifactRead.model_validate(row)

    def stream(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Its bytes from `start` on, up to and without `end`, in parts of about 1 MiB."""
        size = self.artifact.size_bytes
        stream = self._store.read(self._key, start, size if end is None else min(end, size))
        self._streams.append(stream)
        return stream

    async def close(self) -> None:
        """Close the streams, of which some may not have come to their end."""
        for stream in self._streams:
            await stream.aclose()
