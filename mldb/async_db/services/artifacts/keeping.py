"""What services share that keep files: rules before the first byte, rows after the last."""

from collections.abc import Collection, Sequence

from mldb.async_db.repositories.artifacts.ml_artifact import MLArtifactRepository
from mldb.async_db.services.artifacts.filing import (
    Filed,
    NewFile,
    check_paths,
    check_space,
    file_away,
)
from mldb.async_db.services.artifacts.owners import find_owner
from mldb.async_db.services.base import Service
from mldb.errors import NotFoundError, RuleViolationError
from mldb.rules.arguments import check_reason, require_actor
from mldb.rules.artifact import check_replaced
from mldb.schemas import Owner


class KeepingService(Service):
    """Keeps files: the bytes first, then the rows that make them visible.

    Bytes without a row are removed by housekeeping after a day. So they are left alone when nobody
    knows whether the transaction was committed.
    """

    async def _check_before(
        self,
        owner: Owner,
        paths: Collection[str],
        reason: str | None,
        size_bytes: int = 1,
        replaces: Collection[str] | None = None,
    ) -> None:
        """Refuse before the first byte what would be refused after the last.

        The files have so many bytes together, or more.

        Raises:
            NotFoundError: there is no such owner, or it is in the trash.
            RuleViolationError: a rule forbids it.
        """
        require_actor(self.actor)
        check_reason(reason)
        async with self.database.snapshot() as session:
            row = await find_owner(session, owner)
            row.check_open()
            artifacts = MLArtifactRepository(session)
            rows = await artifacts.get_many(row.column, row.id, paths)
            existing = {one.path: one for one in rows}
            for path in paths:
                check_replaced(replaces, existing.get(path))
            new = set(paths) - existing.keys()
            if new:
                await check_paths(session, row.column, row.id, new)
            replaced_bytes = sum(one.size_bytes for one in rows)
            if size_bytes > replaced_bytes:
                quota = self.database.artifacts.config.experiment_bytes
                await check_space(session, row, size_bytes - replaced_bytes, quota)

    async def _file(self, owner: Owner, files: Sequence[NewFile], reason: str | None) -> Filed:
        """Make stored files visible; those that a rule forbids are removed again.

        Raises:
            NotFoundError: the owner was removed meanwhile.
            RuleViolationError: a rule forbids one of them.
        """
        store = self.database.artifacts
        try:
            async with self._changing(reason) as change:
                row = await find_owner(change.session, owner, lock=True)
                filed = await file_away(change, row, files, store.config.experiment_bytes)
        except (NotFoundError, RuleViolationError):
            await store.discard([file.content.key for file in files])
            raise
        await store.discard(filed.unused_keys)
        return filed
