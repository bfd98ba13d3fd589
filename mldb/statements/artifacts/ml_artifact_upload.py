"""Statements about uploads in parts."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Insert, Select, bindparam, delete, insert, select

from mldb.models import MLArtifactUpload
from mldb.statements.artifacts.owners import OWNER_NAMES, with_owners

_UPLOADS: Final[Any] = MLArtifactUpload.__table__


@cache
def upload_by_public_id() -> Select[Any]:
    """The upload `public_id`, with the names of its owner."""
    return (
        select(
            *(_UPLOADS.c[name] for name in ("id", "public_id", "path", "media_type")),
            *(_UPLOADS.c[name] for name in ("created_at", "created_by", "created_via")),
            *OWNER_NAMES,
        )
        .select_from(with_owners(_UPLOADS))
        .where(_UPLOADS.c.public_id == bindparam("public_id"))
    )


@cache
def insert_upload() -> Insert:
    """A new upload."""
    return insert(_UPLOADS)


@cache
def delete_upload() -> Any:
    """Remove the upload `id_of_upload`; gives its id, if it was there."""
    return (
        delete(_UPLOADS)
        .where(_UPLOADS.c.public_id == bindparam("id_of_upload"))
        .returning(_UPLOADS.c.id)
    )


@cache
def uploads_before() -> Select[Any]:
    """The first `count` uploads that began before `moment`, the oldest first."""
    return (
        select(_UPLOADS.c.public_id)
        .where(_UPLOADS.c.created_at < bindparam("moment"))
        .order_by(_UPLOADS.c.created_at)
        .limit(bindparam("count"))
    )


@cache
def existing_uploads() -> Select[Any]:
    """Those of `ids` that are uploads."""
    return select(_UPLOADS.c.public_id).where(
        _UPLOADS.c.public_id.in_(bindparam("ids", expanding=True))
    )
