"""Uploads of large files in parts, which can be repeated one by one."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from secrets import token_hex
from typing import Any

from mldb.artifacts.failures import MissingObjectError
from mldb.artifacts.keys import new_content_key, part_key, parts_prefix
from mldb.artifacts.media_types import media_type_of
from mldb.async_db.repositories.artifacts.ml_artifact_upload import MLArtifactUploadRepository
from mldb.async_db.services.artifacts.filing import NewFile
from mldb.async_db.services.artifacts.keeping import KeepingService
from mldb.async_db.services.artifacts.owners import find_owner
from mldb.async_db.services.artifacts.transfer import ArtifactWriter, PartWriter
from mldb.errors import NotFoundError, RuleViolationError, StorageError
from mldb.rules.arguments import check_media_type, check_path, check_sha256
from mldb.rules.artifact import check_parts
from mldb.schemas import ArtifactRead, Owner, UploadRead
from mldb.values.limits import UPLOAD_ID_LENGTH
from mldb.values.names import is_upload_id


class MLArtifactUploadService(KeepingService):
    """Files that arrive in parts, until they are complete or a day has passed."""

    async def begin(
        self, owner: Owner, path: str, media_type: str | None = None, *, reason: str | None = None
    ) -> UploadRead:
        """An upload, to which parts can be sent.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: a rule forbids it.
        """
        path = check_path(path)
        known = media_type_of(path) if media_type is None else check_media_type(media_type)
        await self._check_before(owner, [path], reason)
        async with self._changing(reason) as change:
            row = await find_owner(change.session, owner)
            values = {
                "public_id": token_hex(UPLOAD_ID_LENGTH // 2),
                "path": path,
                "media_type": known,
                "created_at": change.at,
                "created_by": change.actor,
                "created_via": change.via,
            }
            owned = {row.column: row.id} | values
            await MLArtifactUploadRepository(change.session).add(owned)
        return UploadRead.model_validate(values)

    async def get(self, public_id: str) -> UploadRead:
        """The upload.

        Raises:
            NotFoundError: there is none, or its owner is in the trash.
        """
        return UploadRead.model_validate((await self._upload(public_id))[0], from_attributes=True)

    async def owner_of(self, public_id: str) -> Owner:
        """Whose file it will be.

        Raises:
            NotFoundError: there is no such upload, or its owner is in the trash.
        """
        return (await self._upload(public_id))[1]

    @asynccontextmanager
    async def writing_part(
        self, public_id: str, number: int, *, sha256: str | None = None
    ) -> AsyncIterator[PartWriter]:
        """A part to write in the block, numbered from 1 on; repeated it replaces the earlier one.

        An exception discards it. With `sha256` only bytes with this digest are stored.

        Raises:
            NotFoundError: there is no such upload, or its owner is in the trash.
            RuleViolationError: the number is out of range, the part larger than a file may be, or
                its digest another one.
        """
        check_parts([number])
        sha256 = check_sha256(sha256)
        await self._upload(public_id)
        store = self.database.artifacts
        # Under a key of its own until it is complete: a repetition that fails keeps the earlier.
        key = part_key(public_id, number)
        writer = PartWriter(await store.writer(key), store.config.file_bytes)
        try:
            yield writer
            await writer.finish(sha256)
        except BaseException:
            await writer.abort()
            raise

    async def complete(
        self,
        public_id: str,
        parts: Sequence[int],
        sha256: str | None = None,
        *,
        reason: str | None = None,
    ) -> ArtifactRead:
        """The file, made of the parts in the order given.

        Raises:
            NotFoundError: there is no such upload, or its owner is in the trash.
            RuleViolationError: a part is missing, or a rule forbids the file; the upload goes on.
        """
        check_parts(parts)
        sha256 = check_sha256(sha256)
        upload, owner = await self._upload(public_id)
        await self._check_before(owner, [upload.path], reason)
        store, key = self.database.artifacts, new_content_key()
        writer = ArtifactWriter(await store.writer(key), key, store.config.file_bytes)
        try:
            for number in parts:
                await self._append(writer, public_id, number)
            stored = await writer.finish(sha256)
        except BaseException:
            await writer.abort()
            raise
        filed = await self._file(owner, [NewFile(upload.path, upload.media_type, stored)], reason)
        await self._remove(public_id)
        return filed.artifacts[0]

    async def abort(self, public_id: str) -> None:
        """Remove the upload with its parts.

        Raises:
            NotFoundError: there is no such upload, or its owner is in the trash.
        """
        await self._upload(public_id)
        await self._remove(public_id)

    async def _append(self, writer: ArtifactWriter, public_id: str, number: int) -> None:
        try:
            part = self.database.artifacts.read(part_key(public_id, number))
            async with aclosing(part) as stream:
                async for data in stream:
                    await writer.write(data)
        except MissingObjectError:
            raise RuleViolationError(
                f"Part {number} has not arrived. Send it, then complete the upload.", "parts"
            ) from None

    async def _remove(self, public_id: str) -> None:
        async with self._changing(None) as change:
            await MLArtifactUploadRepository(change.session).delete(public_id)
        store = self.database.artifacts
        # Housekeeping finds the parts that are left.
        with suppress(StorageError):
            async for page in store.below(parts_prefix(public_id)):
                await store.delete([one.key for one in page])

    async def _upload(self, public_id: str) -> tuple[Any, Owner]:
        if not is_upload_id(public_id):
            raise NotFoundError("upload", public_id)
        async with self.database.snapshot() as session:
            row = await MLArtifactUploadRepository(session).get(public_id)
            if row is None:
                raise NotFoundError("upload", public_id)
            owner = _owner_of(row)
            await find_owner(session, owner)
        return row, owner


def _owner_of(row: Any) -> Owner:
    if row.run_public_id is not None:
        return Owner.run(row.run_public_id)
    if row.logged_model_public_id is not None:
        return Owner.logged_model(row.logged_model_public_id)
    return Owner.version(row.model_name, row.number)
