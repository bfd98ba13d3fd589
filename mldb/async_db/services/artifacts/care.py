"""Care of stored contents: verification, and removal of what nothing needs any more."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.artifacts.backend import StoredObject
from mldb.artifacts.failures import MissingObjectError
from mldb.artifacts.keys import CONTENTS, UPLOADS, parts_prefix, upload_of
from mldb.async_db.repositories.artifacts.ml_artifact_upload import MLArtifactUploadRepository
from mldb.async_db.repositories.artifacts.ml_content import MLContentRepository
from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.services.artifacts.owners import find_owner
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.missing import no_model
from mldb.rules.paging import check_page
from mldb.schemas import Collected, Owner, VerifiedContent
from mldb.schemas.artifacts.care import NOTHING_COLLECTED
from mldb.values.enums import Verification
from mldb.values.limits import PAGE_SIZE, PAGE_SIZE_LIMIT, UPLOAD_LIFETIME
from mldb.values.texts import is_storable

_USES_SHOWN: Final = 5
_ALL: Final = 2**31 - 1


class ArtifactCareService(Service):
    """For the operator: reads contents back, and removes what nothing refers to."""

    async def verify(
        self, owner: Owner | None = None, *, model: str | None = None
    ) -> AsyncIterator[VerifiedContent]:
        """Read back contents, and record what was found, one by one.

        Those of an owner, or of all versions of a model, or without either all.

        Raises:
            NotFoundError: there is no such owner or model, or it is in the trash.
            StorageError: the artifact store can't be reached; nothing is recorded about the rest.
        """
        after = 0
        while contents := await self._contents(owner, model, after):
            for content in contents:
                after = content.id
                found = await self._read_back(content)
                async with self.database.writing() as session:
                    repository = MLContentRepository(session)
                    now = datetime.now(UTC)
                    await repository.record_verification(
                        content.id, content.storage_key, found, now
                    )
                    uses = await repository.uses_of(content.id, _USES_SHOWN)
                yield VerifiedContent(content.sha256, content.size_bytes, found, uses)

    async def collect_unreferenced(
        self, limit: int = PAGE_SIZE, *, dry_run: bool = False
    ) -> Collected:
        """Remove contents that no file refers to any more, at most `limit` (1,000).

        A dry run counts all. Bytes that can't be deleted now are found by `collect_orphans`.
        """
        check_page(0, limit)
        async with self.database.reading() as session:
            repository = MLContentRepository(session)
            if dry_run:
                return Collected(*await repository.unreferenced_space())
            found = await repository.unreferenced(limit)
        if not found:
            return NOTHING_COLLECTED
        async with self.database.writing() as session:
            ids = [row.id for row in found]
            gone = await MLContentRepository(session).delete_unreferenced(ids)
        await self.database.artifacts.discard([row.storage_key for row in gone])
        return Collected(len(gone), sum(row.size_bytes for row in gone))

    async def collect_orphans(self, *, dry_run: bool = False) -> Collected:
        """Remove objects that are older than a day and that no row names.

        Interrupted uploads leave them. The whole store is listed, page by page.
        """
        count = size_bytes = 0
        async for page in self._orphans():
            if not dry_run:
                await self.database.artifacts.delete([one.key for one in page])
            count += len(page)
            size_bytes += sum(one.size_bytes for one in page)
        return Collected(count, size_bytes)

    async def expire_uploads(self, limit: int = PAGE_SIZE, *, dry_run: bool = False) -> Collected:
        """Remove uploads in parts that began more than a day ago, at most `limit` (1,000).

        A dry run counts all.
        """
        check_page(0, limit)
        store = self.database.artifacts
        async with self.database.reading() as session:
            before = datetime.now(UTC) - UPLOAD_LIFETIME
            expired = await MLArtifactUploadRepository(session).before(
                before, _ALL if dry_run else limit
            )
        size_bytes = 0
        for public_id in expired:
            if not dry_run:
                async with self.database.writing() as session:
                    await MLArtifactUploadRepository(session).delete(public_id)
            async for page in store.below(parts_prefix(public_id)):
                size_bytes += sum(one.size_bytes for one in page)
                if not dry_run:
                    await store.delete([one.key for one in page])
        return Collected(len(expired), size_bytes)

    async def _orphans(self) -> AsyncIterator[Sequence[StoredObject]]:
        before = datetime.now(UTC) - UPLOAD_LIFETIME
        async for page in self.database.artifacts.below(CONTENTS):
            old = {one.key: one for one in page if one.modified_at < before}
            async with self.database.reading() as session:
                named = await MLContentRepository(session).stored_keys([*old])
            yield [one for key, one in old.items() if key not in named]
        async for page in self.database.artifacts.below(UPLOADS):
            old = {one.key: one for one in page if one.modified_at < before}
            ids = sorted({upload_of(key) for key in old})
            async with self.database.reading() as session:
                existing = await MLArtifactUploadRepository(session).existing(ids)
            yield [one for key, one in old.items() if upload_of(key) not in existing]

    async def _contents(self, owner: Owner | None, model: str | None, after: int) -> Sequence[Any]:
        async with self.database.snapshot() as session:
            repository = MLContentRepository(session)
            if model is not None:
                model_id = await self._model_id(session, model)
                return await repository.of_owner_after("model_id", model_id, after, PAGE_SIZE_LIMIT)
            if owner is None:
                return await repository.after(after, PAGE_SIZE_LIMIT)
            row = await find_owner(session, owner)
            return await repository.of_owner_after(row.column, row.id, after, PAGE_SIZE_LIMIT)

    async def _model_id(self, session: AsyncSession, name: str) -> int:
        row = None
        if is_storable(name):
            row = await MLModelRepository(session).get_by_name(name)
        if row is None or not row.is_live:
            raise await no_model(session, name)
        return row.id

    async def _read_back(self, content: Any) -> Verification:
        digest = sha256()
        try:
            async with aclosing(self.database.artifacts.read(content.storage_key)) as stream:
                async for data in stream:
                    digest.update(data)
        except MissingObjectError:
            return Verification.MISSING
        is_intact = digest.hexdigest() == content.sha256
        return Verification.INTACT if is_intact else Verification.DAMAGED
