"""Rows of files whose bytes are stored: rules, contents, artifacts and the audit event."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from mldb.artifacts.storing import StoredContent
from mldb.async_db.repositories.artifacts.ml_artifact import MLArtifactRepository
from mldb.async_db.repositories.artifacts.ml_content import MLContentRepository
from mldb.async_db.services.artifacts.owners import OwnerRow
from mldb.async_db.services.change import Change
from mldb.audit import prefixed
from mldb.errors import ConflictError
from mldb.rules.artifact import (
    ancestors_of,
    check_quota,
    check_replaced,
    directory_in_the_way,
    file_in_the_way,
)
from mldb.schemas import ArtifactRead
from mldb.values.enums import AuditAction, Verification

_TRIES: Final = 5
_BAD: Final = (Verification.DAMAGED, Verification.MISSING)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file whose bytes are in the store; `replaces` as of `check_replaced`."""

    path: str
    media_type: str
    content: StoredContent
    replaces: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """The artifacts, which of them are new or have new bytes, and keys that nothing needs."""

    artifacts: list[ArtifactRead]
    changed: frozenset[str]
    unused_keys: list[str]


async def check_paths(
    session: AsyncSession, column: str, owner_id: int, paths: Iterable[str]
) -> None:
    """Refuse paths of which a part is a file, or that are directories.

    The owner has this id in this column of files.

    Raises:
        RuleViolationError: at `path`.
    """
    wanted = sorted(paths)
    artifacts = MLArtifactRepository(session)
    above = {directory for path in wanted for directory in ancestors_of(path)}
    if above:
        files = {row.path for row in await artifacts.get_many(column, owner_id, above)}
        for path in wanted:
            for directory in ancestors_of(path):
                if directory in files:
                    raise file_in_the_way(path, directory)
    found = await artifacts.directory_among(column, owner_id, wanted)
    if found is not None:
        raise directory_in_the_way(*found)


async def check_space(session: AsyncSession, owner: OwnerRow, added: int, limit: int) -> None:
    """Refuse files for which the experiment has no space.

    Raises:
        RuleViolationError: at `size_bytes`.
    """
    if limit and owner.scope == "experiment_id":
        _, used = await MLArtifactRepository(session).space_of(owner.scope, owner.scope_id)
        check_quota(used, added, limit)


async def file_away(change: Change, owner: OwnerRow, files: Sequence[NewFile], quota: int) -> Filed:
    """Make the files visible at the commit of this transaction; the owner is locked.

    Raises:
        RuleViolationError: a rule forbids one of them.
    """
    owner.check_open()
    artifacts = MLArtifactRepository(change.session)
    rows = await artifacts.get_many(owner.column, owner.id, [file.path for file in files])
    existing = {row.path: row for row in rows}
    for file in files:
        check_replaced(file.replaces, existing.get(file.path))
    new = [file for file in files if file.path not in existing]
    if new:
        paths = [file.path for file in new]
        await check_paths(change.session, owner.column, owner.id, paths)
    changed = [file for file in files if _differs(file, existing.get(file.path))]
    added = sum(
        file.content.size_bytes - getattr(existing.get(file.path), "size_bytes", 0)
        for file in changed
    )
    await check_space(change.session, owner, added, quota)
    # Also for files that don't change: their bytes may be damaged in the store.
    contents = await _contents(change, [file.content for file in files])
    await _write_rows(change, owner, changed, existing, contents)
    await _record(change, owner, changed, existing)
    read = await artifacts.get_many(owner.column, owner.id, [file.path for file in files])
    by_path = {row.path: ArtifactRead.model_validate(row) for row in read}
    needed = {key for _, key in contents.values()}
    return Filed(
        [by_path[file.path] for file in files],
        frozenset(file.path for file in changed),
        [file.content.key for file in files if file.content.key not in needed],
    )


def _differs(file: NewFile, row: Any | None) -> bool:
    return row is None or row.sha256 != file.content.sha256


async def _contents(change: Change, stored: Sequence[StoredContent]) -> dict[str, tuple[int, str]]:
    """Id and key by digest; locked, so that nobody removes them before the commit."""
    repository = MLContentRepository(change.session)
    ours = {content.sha256: content for content in stored}
    found: dict[str, tuple[int, str]] = {}
    for _ in range(_TRIES):
        missing = [content for digest, content in ours.items() if digest not in found]
        if not missing:
            return found
        await repository.add_missing([_content_row(change, content) for content in missing])
        for row in await repository.lock_by_digest([content.sha256 for content in missing]):
            key = row.storage_key
            if row.verification in _BAD:
                key = ours[row.sha256].key
                await repository.move(row.id, key)
            found[row.sha256] = (row.id, key)
    # Each time, the same content was removed in between.
    raise ConflictError("The same bytes are being removed just now. Try again.", "sha256")


def _content_row(change: Change, content: StoredContent) -> dict[str, Any]:
    return {
        "sha256": content.sha256,
        "size_bytes": content.size_bytes,
        "storage_key": content.key,
        "created_at": change.at,
    }


async def _write_rows(
    change: Change,
    owner: OwnerRow,
    files: Sequence[NewFile],
    existing: dict[str, Any],
    contents: dict[str, tuple[int, str]],
) -> None:
    inserted, replaced = [], []
    for file in files:
        values = {
            "content_id": contents[file.content.sha256][0],
            "size_bytes": file.content.size_bytes,
            "media_type": file.media_type,
            "created_at": change.at,
            "created_by": change.actor,
            "created_via": change.via,
        }
        if file.path in existing:
            replaced.append(values | {"artifact_id": existing[file.path].id})
        else:
            inserted.append(owner.columns | {"path": file.path} | values)
    artifacts = MLArtifactRepository(change.session)
    await artifacts.add_many(inserted)
    await artifacts.replace_many(replaced)


async def _record(
    change: Change, owner: OwnerRow, files: Sequence[NewFile], existing: dict[str, Any]
) -> None:
    if owner.is_audited:
        digests = {
            file.path: (getattr(existing.get(file.path), "sha256", None), file.content.sha256)
            for file in files
        }
        changes = prefixed(owner.prefix, digests)
        await change.record(AuditAction.UPDATE, owner.subject, changes)
