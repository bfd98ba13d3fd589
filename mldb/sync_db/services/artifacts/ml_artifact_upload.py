# Generated from mldb/async_db/services/artifacts/ml_artifact_upload.py by `make twins`.
"""Uploads of large files in parts, which can be repeated one by one."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from secrets import token_hex
from typing import Any

from mldb.artifacts.failures import MissingObjectError
from mldb.artifacts.keys import new_content_key, part_key, parts_prefix
from mldb.artifacts.media_types import media_type_of
from mldb.errors import NotFoundError, RuleViolationError, StorageError
from mldb.rules.arguments import check_media_type, check_path, check_sha256
from mldb.rules.artifact import check_parts
from mldb.schemas import ArtifactRead, Owner, UploadRead
from mldb.sync_db.repositories.artifacts.ml_artifact_upload import MLArtifactUploadRepository
from mldb.sync_db.services.artifacts.filing import NewFile
from mldb.sync_db.services.artifacts.keeping import KeepingService
from mldb.sync_db.services.artifacts.owners import find_owner
from mldb.sync_db.services.artifacts.transfer import ArtifactWriter, PartWriter
from mldb.values.limits import UPLOAD_ID_LENGTH
from mldb.values.names import is_upload_id


class MLArtifactUploadService(KeepingService):
    """Files that arrive in parts, until they are complete or a day has passed."""

    def begin(
        self, owner: Owner, path: str, media_type: str | None = None, *, reason: str | None = None
    ) -> UploadRead:
        """An upload, to which parts can be sent.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: a rule forbids it.
        """
        path = check_path(path)
        known = media_type_of(path) if media_type is None else check_media_type(media_type)
        self._check_before(owner, [path], reason)
        with self._changing(reason) as change:
            row = find_owner(change.session, owner)
            values = {
                "public_id": token_hex(UPLOAD_ID_LENGTH // 2),
                "path": path,
                "media_type": known,
                "created_at": change.at,
                "created_by": change.actor,
                "created_via": change.via,
            }
            owned = {row.column: row.id} | values
            MLArtifactUploadRepository(change.session).add(owned)
        return UploadRead.model_validate(values)

    def get(self, public_id: str) -> UploadRead:
        """The upload.

        Raises:
            NotFoundError: there is none, or its owner is in the trash.
        """
        return UploadRead.model_validate((self._upload(public_id))[0], from_attributes=True)

    def owner_of(self, public_id: str) -> Owner:
        """Whose file it will be.

        Raises:
            NotFoundError: there is no such upload, or its owner is in the trash.
        """
        return (self._upload(public_id))[1]

    @contextmanager
    def writing_part(
        self, public_id: str, number: int, *, sha256: str | None = None
    ) -> Iterator[PartWriter]:
        """A part to write in the block, numbered from 1 on; repeated it replaces the earlier one.

        An exception discards it. With `sha256` only bytes with this digest are stored.

        Raises:
            NotFoundError: there is no such upload, or its owner is in the trash.
            RuleViolationError: the number is out of range, the part larger than a file may be, or
                its digest another one.
        """
        check_parts([number])
        sha256 = check_sha256(sha256)
        self._upload(public_id)
        store = self.database.artifacts
        # Under a key of its own until it is complete: a repetition that fails keeps the earlier.
        key = part_key(public_id, number)
        writer = PartWriter(store.writer(key), store.config.file_bytes)
        try:
            yield writer
            writer.finish(sha256)
        except BaseException:
            writer.abort()
            raise

    def complete(
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
        upload, owner = self._upload(public_id)
        self._check_before(owner, [upload.path], reason)
        store, key = self.database.artifacts, new_content_key()
        writer = ArtifactWriter(store.writer(key), key, store.config.file_bytes)
        try:
            for number in parts:
                self._append(writer, public_id, number)
            stored = writer.finish(sha256)
        except BaseException:
            writer.abort()
            raise
        filed = self._file(owner, [NewFile(upload.path, upload.media_type, stored)], reason)
        self._remove(public_id)
        return filed.artifacts[0]

    def abort(self, public_id: str) -> None:
        """Remove the upload with its parts.

        Raises:
            NotFoundError: there is no such upload, or its owner is in the trash.
        """
        self._upload(public_id)
        self._remove(public_id)

    def _append(self, writer: ArtifactWriter, public_id: str, number: int) -> None:
        try:
            part = self.database.artifacts.read(part_key(public_id, number))
            with closing(part) as stream:
                for data in stream:
                    writer.write(data)
        except MissingObjectError:
            raise RuleViolationError(
                f"Part {number} has not arrived. Send it, then complete the upload.", "parts"
            ) from None

    def _remove(self, public_id: str) -> None:
        with self._changing(None) as change:
            MLArtifactUploadRepository(change.session).delete(public_id)
        store = self.database.artifacts
        # Housekeeping finds the parts that are left.
        with suppress(StorageError):
            for page in store.below(parts_prefix(public_id)):
                store.delete([one.key for one in page])

    def _upload(self, public_id: str) -> tuple[Any, Owner]:
        if not is_upload_id(public_id):
            raise NotFoundError("upload", public_id)
        with self.database.snapshot() as session:
            row = MLArtifactUploadRepository(session).get(public_id)
            if row is None:
                raise NotFoundError("upload", public_id)
            owner = _owner_of(row)
            find_owner(session, owner)
        return row, owner


def _owner_of(row: Any) -> Owner:
    if row.run_public_id is not None:
        return Owner.run(row.run_public_id)
    if row.logged_model_public_id is not None:
        return Owner.logged_model(row.logged_model_public_id)
    return Owner.version(row.model_name, row.number)
