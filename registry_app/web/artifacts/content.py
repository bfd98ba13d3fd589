"""The bytes of stored files for pages: by ranges, and never more than a page needs."""

from dataclasses import dataclass

from mldb.schemas import ArtifactRead, Owner
from registry_app.core.registry import Registry


@dataclass(frozen=True)
class StoredRanges:
    """A stored file as parsers of headers read it."""

    registry: Registry
    owner: Owner
    artifact: ArtifactRead

    @property
    def size_bytes(self) -> int:
        """Size of the file."""
        return self.artifact.size_bytes

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`.

        Raises:
            StorageError: the store can't be read.
        """
        if start >= end:
            return b""
        with self.registry.artifacts.reading(self.owner, self.artifact.path) as reader:
            return b"".join(reader.stream(start, end))


def beginning(registry: Registry, owner: Owner, artifact: ArtifactRead, size_bytes: int) -> bytes:
    """The first bytes of a file.

    Raises:
        StorageError: the store can't be read.
    """
    return StoredRanges(registry, owner, artifact).read(0, min(size_bytes, artifact.size_bytes))
