# Generated from mldb/async_db/services/artifacts/directory_copies.py by `make twins`.
"""Copies directories between this machine and the artifact store."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from mldb.artifacts.backend import Data
from mldb.artifacts.folder import LocalFile, digest_of, parts_of, unreadable
from mldb.artifacts.progress import Progress
from mldb.artifacts.target import Target
from mldb.errors import StorageError
from mldb.schemas import ArtifactRead, Owner
from mldb.sync_db._engine import in_parallel, in_thread
from mldb.sync_db.services.artifacts.transfer import ArtifactReader, ArtifactWriter

AT_ONCE: Final = 4
LARGE_BYTES: Final = 16 << 20
"""Such a file is stored by itself, so that its progress is seen and its bytes aren't sent twice."""
_BATCH_FILES: Final = 1_000
_BATCH_BYTES: Final = 64 << 20


class FileService(Protocol):
    """What copying needs of the service of artifacts."""

    def get(self, owner: Owner, path: str) -> ArtifactRead:
        """The file at this path."""

    def all_files(self, owner: Owner, directory: str = "") -> Iterator[Sequence[ArtifactRead]]:
        """All files below a directory."""

    def put_many(
        self, owner: Owner, files: Mapping[str, Data | Path], *, reason: str | None = None
    ) -> list[ArtifactRead]:
        """Up to 1,000 files: all or none."""

    def writing(
        self,
        owner: Owner,
        path: str,
        *,
        media_type: str | None = None,
        sha256: str | None = None,
        size_bytes: int = 1,
        reason: str | None = None,
    ) -> AbstractContextManager[ArtifactWriter]:
        """A file to write in the block."""

    def reading(self, owner: Owner, path: str) -> AbstractContextManager[ArtifactReader]:
        """A file to read in the block."""


class Upload:
    """Stores files of this machine as artifacts of one owner."""

    def __init__(
        self, artifacts: FileService, owner: Owner, reason: str | None, progress: Progress
    ) -> None:
        self._artifacts = artifacts
        self._owner = owner
        self._reason = reason
        self._progress = progress
        self._stored: dict[str, ArtifactRead] = {}

    def send(
        self, files: Sequence[LocalFile], existing: Mapping[str, ArtifactRead]
    ) -> list[ArtifactRead]:
        """Store the files that don't exist with the same bytes; returns all of them."""
        small = [file for file in files if file.size_bytes < LARGE_BYTES]
        for batch in _batches(small):
            self._send_batch(self._news(batch, existing))
        large = [file for file in files if file.size_bytes >= LARGE_BYTES]

        def send(file: LocalFile) -> None:
            for news in self._news([file], existing):
                self._send_large(news)

        in_parallel(send, large, AT_ONCE, self._progress.stop)
        return [self._stored[file.path] for file in files]

    def _news(
        self, files: Sequence[LocalFile], existing: Mapping[str, ArtifactRead]
    ) -> list[LocalFile]:
        """The files whose bytes are not stored at their path."""
        news = []
        for file in files:
            there = existing.get(file.path)
            if (
                there is None
                or there.size_bytes != file.size_bytes
                or there.sha256 != in_thread(digest_of, file.file)
            ):
                news.append(file)
            else:
                self._stored[file.path] = there
                self._progress.add(file.size_bytes)
        return news

    def _send_batch(self, files: Sequence[LocalFile]) -> None:
        if files:
            contents = {file.path: file.file for file in files}
            try:
                stored = self._artifacts.put_many(self._owner, contents, reason=self._reason)
            except OSError as error:
                raise unreadable(error) from error
            self._stored |= {artifact.path: artifact for artifact in stored}
            self._progress.add(sum(file.size_bytes for file in files))

    def _send_large(self, file: LocalFile) -> None:
        writing = self._artifacts.writing(
            self._owner, file.path, size_bytes=file.size_bytes, reason=self._reason
        )
        with writing as writer:
            parts = parts_of(file.file)
            while part := in_thread(next, parts, b""):
                writer.write(part)
                self._progress.add(len(part))
        self._stored[file.path] = writer.artifact


class Download:
    """Copies artifacts of one owner below a folder; `directory` is left out of their paths."""

    def __init__(
        self,
        artifacts: FileService,
        owner: Owner,
        folder: Path,
        directory: str,
        progress: Progress,
    ) -> None:
        self._artifacts = artifacts
        self._owner = owner
        self._folder = folder
        self._directory = directory
        self._progress = progress

    def fetch(self, artifacts: Sequence[ArtifactRead]) -> list[Path]:
        """The files, those that were there with the same bytes among them."""
        in_parallel(self._fetch, artifacts, AT_ONCE, self._progress.stop)
        return [self._target(artifact).file for artifact in artifacts]

    def _target(self, artifact: ArtifactRead) -> Target:
        path = PurePosixPath(artifact.path)
        inner = path.relative_to(self._directory) if self._directory else path
        # A single file is its own directory.
        name = path.name if artifact.path == self._directory else str(inner)
        return Target(self._folder, name, artifact.sha256)

    def _fetch(self, artifact: ArtifactRead) -> None:
        if in_thread(self._target(artifact).is_complete, artifact.size_bytes):
            self._progress.add(artifact.size_bytes)
            return
        try:
            self._copy(artifact.path)
        except StorageError as error:
            if artifact.path in str(error):
                raise
            raise StorageError(f"{artifact.path} can't be downloaded. {error}") from error

    def _copy(self, path: str) -> None:
        with self._artifacts.reading(self._owner, path) as reader:
            # Listed a while ago, it may have other bytes by now.
            artifact: ArtifactRead = reader.artifact
            with self._target(artifact).writing() as part:
                if part.position > artifact.size_bytes:
                    part.start_over()
                self._progress.add(part.position)
                if part.position < artifact.size_bytes:
                    for some in reader.stream(part.position):
                        in_thread(part.write, some)
                        self._progress.add(len(some))


def _batches(files: Sequence[LocalFile]) -> Iterator[list[LocalFile]]:
    """Up to 1,000 files of about 64 MiB together."""
    batch: list[LocalFile] = []
    size = 0
    for file in files:
        if len(batch) == _BATCH_FILES or (batch and size + file.size_bytes > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size_bytes
    if batch:
        yield batch
