# Generated from mldb/async_db/services/artifacts/care.py by `make twins`.
"""Care of stored contents: verification, and removal of what nothing needs any more."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy.orm import Session

from mldb.artifacts.backend import StoredObject
from mldb.artifacts.failures import MissingObjectError
from mldb.artifacts.keys import CONTENTS, UPLOADS, parts_prefix, upload_of
from mldb.rules.paging import check_page
from mldb.schemas import Collected, Owner, VerifiedContent
from mldb.schemas.artifacts.care import NOTHING_COLLECTED
from mldb.sync_db.repositories.artifacts.ml_artifact_upload import MLArtifactUploadRepository
from mldb.sync_db.repositories.artifacts.ml_content import MLContentRepository
from mldb.sync_db.repositories.registry.ml_model import MLModelRepository
from mldb.sync_db.services.artifacts.owners import find_owner
from mldb.sync_db.services.base import Service
from mldb.sync_db.services.registry.missing import no_model
from mldb.values.enums import Verification
from mldb.values.limits import PAGE_SIZE, PAGE_SIZE_LIMIT, UPLOAD_LIFETIME
from mldb.values.texts import is_storable

_USES_SHOWN: Final = 5
_ALL: Final = 2**31 - 1


class ArtifactCareService(Service):
    """For the operator: reads contents back, and removes what nothing refers to."""

    def verify(
        self, owner: Owner | None = None, *, model: str | None = None
    ) -> Iterator[VerifiedContent]:
        """Read back contents, and record what was found, one by one.

        Those of an owner, or of all versions of a model, or without either all.

        Raises:
            NotFoundError: there is no such owner or model, or it is in the trash.
            StorageError: the artifact store can't be reached; nothing is recorded about the rest.
        """
        after = 0
        while contents := self._contents(owner, model, after):
            for content in contents:
                after = content.id
                found = self._read_back(content)
                with self.database.writing() as session:
                    repository = MLContentRepository(session)
                    now = datetime.now(UTC)
                    repository.record_verification(content.id, content.storage_key, found, now)
                    uses = repository.uses_of(content.id, _USES_SHOWN)
                yield VerifiedContent(content.sha256, content.size_bytes, found, uses)

    def collect_unreferenced(self, limit: int = PAGE_SIZE, *, dry_run: bool = False) -> Collected:
        """Remove contents that no file refers to any more, at most `limit` (1,000).

        A dry run counts all. Bytes that can't be deleted now are found by `collect_orphans`.
        """
        check_page(0, limit)
        with self.database.reading() as session:
            repository = MLContentRepository(session)
            if dry_run:
                return Collected(*repository.unreferenced_space())
            found = repository.unreferenced(limit)
        if not found:
            return NOTHING_COLLECTED
        with self.database.writing() as session:
            ids = [row.id for row in found]
            gone = MLContentRepository(session).delete_unreferenced(ids)
        self.database.artifacts.discard([row.storage_key for row in gone])
        return Collected(len(gone), sum(row.size_bytes for row in gone))

    def collect_orphans(self, *, dry_run: bool = False) -> Collected:
        """Remove objects that are older than a day and that no row names.

        Interrupted uploads leave them. The whole store is listed, page by page.
        """
        count = size_bytes = 0
        for page in self._orphans():
            if not dry_run:
                self.database.artifacts.delete([one.key for one in page])
            count += len(page)
            size_bytes += sum(one.size_bytes for one in page)
        return Collected(count, size_bytes)

    def expire_uploads(self, limit: int = PAGE_SIZE, *, dry_run: bool = False) -> Collected:
        """Remove uploads in parts that began more than a day ago, at most `limit` (1,000).

        A dry run counts all.
        """
        check_page(0, limit)
        store = self.database.artifacts
        with self.database.reading() as session:
            before = datetime.now(UTC) - UPLOAD_LIFETIME
            expired = MLArtifactUploadRepository(session).before(before, _ALL if dry_run else limit)
        size_bytes = 0
        for public_id in expired:
            if not dry_run:
                with self.database.writing() as session:
                    MLArtifactUploadRepository(session).delete(public_id)
            for page in store.below(parts_prefix(public_id)):
                size_bytes += sum(one.size_bytes for one in page)
                if not dry_run:
                    store.delete([one.key for one in page])
        return Collected(len(expired), size_bytes)

    def _orphans(self) -> Iterator[Sequence[StoredObject]]:
        before = datetime.now(UTC) - UPLOAD_LIFETIME
        for page in self.database.artifacts.below(CONTENTS):
            old = {one.key: one for one in page if one.modified_at < before}
            with self.database.reading() as session:
                named = MLContentRepository(session).stored_keys([*old])
            yield [one for key, one in old.items() if key not in named]
        for page in self.database.artifacts.below(UPLOADS):
            old = {one.key: one for one in page if one.modified_at < before}
            ids = sorted({upload_of(key) for key in old})
            with self.database.reading() as session:
                existing = MLArtifactUploadRepository(session).existing(ids)
            yield [one for key, one in old.items() if upload_of(key) not in existing]

    def _contents(self, owner: Owner | None, model: str | None, after: int) -> Sequence[Any]:
        with self.database.snapshot() as session:
            repository = MLContentRepository(session)
            if model is not None:
                model_id = self._model_id(session, model)
                return repository.of_owner_after("model_id", model_id, after, PAGE_SIZE_LIMIT)
            if owner is None:
                return repository.after(after, PAGE_SIZE_LIMIT)
            row = find_owner(session, owner)
            return repository.of_owner_after(row.column, row.id, after, PAGE_SIZE_LIMIT)

    def _model_id(self, session: Session, name: str) -> int:
        row = None
        if is_storable(name):
            row = MLModelRepository(session).get_by_name(name)
        if row is None or not row.is_live:
            raise no_model(session, name)
        return row.id

    def _read_back(self, content: Any) -> Verification:
        digest = sha256()
        try:
            with closing(self.database.artifacts.read(content.storage_key)) as stream:
                for data in stream:
                    digest.update(data)
        except MissingObjectError:
            return Verification.MISSING
        is_intact = digest.hexdigest() == content.sha256
        return Verification.INTACT if is_intact else Verification.DAMAGED
