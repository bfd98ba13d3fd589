"""Looks files up for an import, by owner, path and content; see `mldb.statements.keys`."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    select,
)
from sqlalchemy.orm import aliased

from mldb.models import (
    MLArtifact,
    MLContent,
    MLLoggedModel,
    MLModel,
    MLModelVersion,
    MLRun,
)
from mldb.statements.keys import content_columns, key_parts, labelled


@cache
def existing_of_runs(dialect: str) -> Select[Any]:
    """Files by the run's public id, path and SHA-256.

    `sha256` is that of the existing file, `content_id` the content with the digest of the key.
    """
    table, parts = key_parts(dialect, str, str, str)
    owner = (MLRun.id.label("run_id"), MLRun.experiment_id)
    joined = _selected(parts, *owner).select_from(table)
    joined = joined.outerjoin(MLRun, MLRun.public_id == parts[0])
    return _with_file(joined, MLArtifact.run_id == MLRun.id, *parts[1:])


@cache
def existing_of_logged_models(dialect: str) -> Select[Any]:
    """Files by the logged model's public id, path and SHA-256, like those of runs."""
    table, parts = key_parts(dialect, str, str, str)
    owner = (MLLoggedModel.id.label("logged_model_id"), MLLoggedModel.experiment_id)
    joined = _selected(parts, *owner).select_from(table)
    joined = joined.outerjoin(MLLoggedModel, MLLoggedModel.public_id == parts[0])
    return _with_file(joined, MLArtifact.logged_model_id == MLLoggedModel.id, *parts[1:])


@cache
def existing_of_versions(dialect: str) -> Select[Any]:
    """Files by model, number, path and SHA-256, like those of runs."""
    table, parts = key_parts(dialect, str, int, str, str)
    owner = (
        MLModel.id.label("model_id"),
        MLModel.last_version_number,
        MLModelVersion.id.label("version_id"),
    )
    joined = _selected(parts, *owner).select_from(table)
    is_version = and_(MLModelVersion.model_id == MLModel.id, MLModelVersion.number == parts[1])
    joined = joined.outerjoin(MLModel, MLModel.name == parts[0])
    joined = joined.outerjoin(MLModelVersion, is_version)
    return _with_file(joined, MLArtifact.version_id == MLModelVersion.id, *parts[2:])


_Wanted: Any = aliased(MLContent)


def _selected(parts: list[ColumnElement[Any]], *owner: Any) -> Select[Any]:
    return select(
        *labelled(parts),
        *owner,
        MLArtifact.id,
        *content_columns(MLArtifact),
        MLContent.sha256,
        _Wanted.id.label("content_id"),
        _Wanted.size_bytes.label("content_bytes"),
    )


def _with_file(
    joined: Select[Any],
    is_owners: ColumnElement[bool],
    path: ColumnElement[Any],
    sha256: ColumnElement[Any],
) -> Select[Any]:
    return (
        joined.outerjoin(MLArtifact, and_(is_owners, MLArtifact.path == path))
        .outerjoin(MLContent, MLContent.id == MLArtifact.content_id)
        .outerjoin(_Wanted, _Wanted.sha256 == sha256)
    )


@cache
def existing_contents() -> Select[str, str | None]:
    """Digest and verification of those of the contents `digests` that exist."""
    found = select(MLContent.sha256, MLContent.verification)
    return found.where(MLContent.sha256.in_(bindparam("digests", expanding=True)))


@cache
def files_of_run() -> Select[Any]:
    """Files of the run with the public id `part_0`."""
    found = _files().join(MLRun, MLRun.id == MLArtifact.run_id)
    return found.where(MLRun.public_id == bindparam("part_0"))


@cache
def files_of_logged_model() -> Select[Any]:
    """Files of the logged model with the public id `part_0`."""
    found = _files().join(MLLoggedModel, MLLoggedModel.id == MLArtifact.logged_model_id)
    return found.where(MLLoggedModel.public_id == bindparam("part_0"))


@cache
def files_of_version() -> Select[Any]:
    """Files of version `part_1` of the model `part_0`."""
    found = _files().join(MLModelVersion, MLModelVersion.id == MLArtifact.version_id)
    found = found.join(MLModel, MLModel.id == MLModelVersion.model_id)
    is_version = MLModelVersion.number == bindparam("part_1")
    return found.where(MLModel.name == bindparam("part_0"), is_version)


def _files() -> Select[Any]:
    names = ("path", "size_bytes", "media_type", "created_at", "created_by")
    found = select(*(getattr(MLArtifact, name) for name in names), MLContent.sha256)
    return found.join_from(MLArtifact, MLContent).order_by(MLArtifact.path)


FILES_OF: Final[dict[str, Callable[[], Select[Any]]]] = {
    "run": files_of_run,
    "logged_model": files_of_logged_model,
    "version": files_of_version,
}
"""By type of the owner."""
