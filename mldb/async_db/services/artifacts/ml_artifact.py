"""The files of runs, logged models and versions."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from mldb.artifacts.backend import Data
from mldb.artifacts.failures import check_stored_size
from mldb.artifacts.keys import new_content_key
from mldb.artifacts.media_types import media_type_of
from mldb.async_db.repositories.artifacts.ml_artifact import MLArtifactRepository
from mldb.async_db.services.artifacts.directories import Directories
from mldb.async_db.services.artifacts.filing import NewFile
from mldb.async_db.services.artifacts.keeping import KeepingService
from mldb.async_db.services.artifacts.listing import ListingService
from mldb.async_db.services.artifacts.owners import find_owner
from mldb.async_db.services.artifacts.transfer import ArtifactReader, ArtifactWriter
from mldb.audit import prefixed
from mldb.rules.arguments import check_media_type, check_path, check_sha256
from mldb.rules.artifact import check_many, check_paths_fit, check_replaced, check_size
from mldb.schemas import ArtifactRead, Owner
from mldb.values.enums import AuditAction

_LONGEST_SIGNED_SECONDS: Final = 7 * 24 * 3600


class MLArtifactService(Directories, ListingService, KeepingService):
    """Files: uploaded, listed, read and deleted by owner and path.

    What a run keeps while it is running is a log and not audited. The files of a version and of a
    logged model change only while it is pending.
    """

    @asynccontextmanager
    async def writing(
        self,
        owner: Owner,
        path: str,
        *,
        media_type: str | None = None,
        sha256: str | None = None,
        size_bytes: int = 1,
        replaces: Collection[str] | None = None,
        reason: str | None = None,
    ) -> AsyncIterator[ArtifactWriter]:
        """A file to write in the block; it exists at its end. An exception discards it.

        A file at this path is replaced; with `replaces` only if it has one of these digests, and
        with none of them only a new file is stored. With `sha256` only bytes with this digest are
        stored. If the size is known, files that are too large are refused before the block.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            ConflictError: at `replaces`; there is another file, or there is none.
            RuleViolationError: a rule forbids it, before the block if that is known then.
        """
        path, media_type = _checked(path, media_type)
        sha256 = check_sha256(sha256)
        store, key = self.database.artifacts, new_content_key()
        check_size(size_bytes, store.config.file_bytes)
        await self._check_before(owner, [path], reason, size_bytes, replaces)
        writer = ArtifactWriter(await store.writer(key), key, store.config.file_bytes)
        try:
            yield writer
            stored = await writer.finish(sha256)
        except BaseException:
            await writer.abort()
            raise
        filed = await self._file(owner, [NewFile(path, media_type, stored, replaces)], reason)
        (writer.artifact,) = filed.artifacts
        writer.is_changed = bool(filed.changed)

    async def put(
        self,
        owner: Owner,
        path: str,
        data: Data,
        *,
        media_type: str | None = None,
        sha256: str | None = None,
        reason: str | None = None,
    ) -> ArtifactRead:
        """The file with these bytes.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: a rule forbids it.
        """
        block = self.writing(
            owner,
            path,
            media_type=media_type,
            sha256=sha256,
            size_bytes=memoryview(data).nbytes,
            reason=reason,
        )
        async with block as writer:
            await writer.write(data)
        return writer.artifact

    async def put_many(
        self, owner: Owner, files: Mapping[str, Data | Path], *, reason: str | None = None
    ) -> list[ArtifactRead]:
        """Up to 1,000 files by path, given as bytes or as files of this machine: all or none.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: a rule forbids one of them.
            OSError: a file of this machine can't be read.
        """
        check_many(len(files))
        store, given, size_bytes = self.database.artifacts, {}, 0
        for path, source in files.items():
            size = source.stat().st_size if isinstance(source, Path) else memoryview(source).nbytes
            check_size(size, store.config.file_bytes)
            given[check_path(path)] = source
            size_bytes += size
        if not given:
            return []
        check_paths_fit(given.keys())
        await self._check_before(owner, given.keys(), reason, size_bytes)
        stored = await store.put_many([(new_content_key(), source) for source in given.values()])
        new = [
            NewFile(path, media_type_of(path), content)
            for path, content in zip(given, stored, strict=True)
        ]
        return (await self._file(owner, new, reason)).artifacts

    @asynccontextmanager
    async def reading(self, owner: Owner, path: str) -> AsyncIterator[ArtifactReader]:
        """A file to read in the block.

        Raises:
            NotFoundError: there is no such owner or file, or the owner is in the trash.
            StorageError: its bytes are missing in the artifact store, or too few or too many.
        """
        store = self.database.artifacts
        async with self.database.snapshot() as session:
            row = await self._row(session, owner, path)
        check_stored_size(row.path, row.size_bytes, await store.size_of(row.storage_key))
        reader = ArtifactReader(store, row)
        try:
            yield reader
        finally:
            await reader.close()

    async def signed_url(self, owner: Owner, path: str, seconds: int) -> str | None:
        """A URL that gives the file's bytes to anybody for so long; None: the store has none.

        Raises:
            NotFoundError: there is no such owner or file, or the owner is in the trash.
        """
        async with self.database.snapshot() as session:
            row = await self._row(session, owner, path)
        lifetime = max(1, min(seconds, _LONGEST_SIGNED_SECONDS))
        return await self.database.artifacts.sign(row.storage_key, lifetime)

    async def delete(
        self,
        owner: Owner,
        path: str,
        *,
        replaces: Collection[str] | None = None,
        reason: str | None = None,
    ) -> None:
        """Remove the file; with `replaces` only if it has one of these digests.

        Its bytes follow, if nothing else needs them.

        Raises:
            NotFoundError: there is no such owner or file, or the owner is in the trash.
            ConflictError: at `replaces`; it has another digest.
            RuleViolationError: the files of this owner never change.
        """
        async with self._changing(reason) as change:
            found = await find_owner(change.session, owner, lock=True)
            found.check_open()
            row = await self._row(change.session, owner, path)
            check_replaced(replaces, row)
            await MLArtifactRepository(change.session).delete(row.id)
            if found.is_audited:
                changes = prefixed(found.prefix, {row.path: (row.sha256, None)})
                await change.record(AuditAction.UPDATE, found.subject, changes)


def _checked(path: str, media_type: str | None) -> tuple[str, str]:
    path = check_path(path)
    return path, media_type_of(path) if media_type is None else check_media_type(media_type)
