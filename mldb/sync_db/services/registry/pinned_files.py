# Generated from mldb/async_db/services/registry/pinned_files.py by `make twins`.
"""The files that a version takes over from its run or logged model."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from mldb.errors import RuleViolationError
from mldb.rules.artifact import end_of, prefix_of
from mldb.sync_db.repositories.artifacts.ml_artifact import MLArtifactRepository
from mldb.sync_db.services.change import Change


@dataclass(frozen=True, slots=True)
class PinnedFiles:
    """Files of an owner with paths from the first text on and before the second.

    The first `skipped` characters of their paths are left out. `summary` is what the audit records.
    """

    column: str
    owner_id: int
    between: tuple[str, str | None]
    skipped: int
    summary: str


def files_to_pin(session: Session, column: str, owner_id: int, path: str) -> PinnedFiles | None:
    """The files at or below the path of an owner, which is locked; None: it has none.

    Raises:
        RuleViolationError: at `artifact_path`: there is neither a file nor a directory there.
    """
    artifacts = MLArtifactRepository(session)
    prefix = prefix_of(path)
    between: tuple[str, str | None] = (prefix, end_of(prefix))
    if path and artifacts.get(column, owner_id, path) is not None:
        # One file, which keeps its name. No path holds a control character.
        between, prefix = (path, f"{path}\x01"), prefix_of(path.rpartition("/")[0])
    skipped = len(prefix)
    rows = artifacts.digests(column, owner_id, between)
    if not rows:
        if path:
            raise RuleViolationError(
                f"There is neither a file nor a directory {path!r} to register.", "artifact_path"
            )
        return None
    return PinnedFiles(column, owner_id, between, skipped, _summary(rows, skipped))


def pin(change: Change, files: PinnedFiles, version: dict[str, Any]) -> None:
    """Give the new version the files; their bytes stay as long as it does."""
    values = {
        "version_id": version["id"],
        "model_id": version["model_id"],
        "skipped": files.skipped,
        "created_at": change.at,
        "created_by": change.actor,
        "created_via": change.via,
    }
    artifacts = MLArtifactRepository(change.session)
    artifacts.pin(files.column, files.owner_id, files.between, values)


def _summary(rows: Any, skipped: int) -> str:
    """Number, size and digest of the files; two lists of files with the same digest are equal.

    It is the digest of what `sha256sum` prints of them, sorted by path.
    """
    lines = "".join(f"{row.sha256}  {row.path[skipped:]}\n" for row in rows)
    size_bytes = sum(row.size_bytes for row in rows)
    digest = sha256(lines.encode()).hexdigest()
    return f"{len(rows):,} files, {size_bytes:,} bytes, sha256 {digest}"
