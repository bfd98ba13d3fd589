"""Statements about the contents of artifacts."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Select,
    TextClause,
    Update,
    bindparam,
    delete,
    exists,
    func,
    select,
    text,
    update,
)

from mldb.models import MLArtifact, MLContent
from mldb.statements.artifacts.owners import OWNER_NAMES, with_owners

_CONTENTS: Final[Any] = MLContent.__table__
_ARTIFACTS: Final[Any] = MLArtifact.__table__


@cache
def add_contents() -> TextClause:
    """Insert contents; those that exist stay as they are."""
    return text(
        "INSERT INTO ml_contents (sha256, size_bytes, storage_key, created_at) VALUES "
        "(:sha256, :size_bytes, :storage_key, :created_at) ON CONFLICT (sha256) DO NOTHING"
    ).bindparams(bindparam("created_at", type_=_CONTENTS.c.created_at.type))


@cache
def contents_of() -> Select[Any]:
    """Contents with any of the `digests`; nobody removes them before the end of the transaction."""
    return (
        select(*(_CONTENTS.c[name] for name in ("id", "sha256", "storage_key", "verification")))
        .where(_CONTENTS.c.sha256.in_(bindparam("digests", expanding=True)))
        .with_for_update(read=True, key_share=True)
    )


@cache
def move_content() -> Update:
    """The content `content_id` has new bytes at `new_key`, instead of damaged ones."""
    return (
        update(_CONTENTS)
        .where(_CONTENTS.c.id == bindparam("content_id"))
        .values(storage_key=bindparam("new_key"), verification=None, verified_at=None)
    )


@cache
def unreferenced() -> Select[Any]:
    """Id and size of the first `count` contents that no artifact refers to."""
    return (
        select(_CONTENTS.c.id, _CONTENTS.c.size_bytes)
        .where(_is_unreferenced())
        .limit(bindparam("count"))
    )


@cache
def unreferenced_space() -> Select[Any]:
    """Number and sizes of the contents that no artifact refers to."""
    counted: tuple[Any, ...] = (
        func.count(),
        func.coalesce(func.sum(_CONTENTS.c.size_bytes), 0),
    )
    return select(*counted).where(_is_unreferenced())


@cache
def lock_contents() -> Select[Any]:
    """Lock the contents with `ids`, but those that somebody else has locked."""
    return (
        select(_CONTENTS.c.id)
        .where(_CONTENTS.c.id.in_(bindparam("ids", expanding=True)))
        .with_for_update(skip_locked=True)
    )


@cache
def delete_unreferenced() -> Any:
    """Remove those of the contents with `ids` that no artifact refers to; gives key and size."""
    return (
        delete(_CONTENTS)
        .where(_CONTENTS.c.id.in_(bindparam("ids", expanding=True)), _is_unreferenced())
        .returning(_CONTENTS.c.storage_key, _CONTENTS.c.size_bytes)
    )


def _is_unreferenced() -> Any:
    return ~exists().where(_ARTIFACTS.c.content_id == _CONTENTS.c.id)


@cache
def stored_keys() -> Select[Any]:
    """Those of `keys` at which a content has its bytes."""
    return select(_CONTENTS.c.storage_key).where(
        _CONTENTS.c.storage_key.in_(bindparam("keys", expanding=True))
    )


@cache
def contents_after() -> Select[Any]:
    """The first `count` contents with ids above `after`, by id."""
    return (
        _all()
        .where(_CONTENTS.c.id > bindparam("after"))
        .order_by(_CONTENTS.c.id)
        .limit(bindparam("count"))
    )


@cache
def contents_of_owner_after(owner: str) -> Select[Any]:
    """Those that artifacts of an owner refer to."""
    is_of = exists().where(
        _ARTIFACTS.c.content_id == _CONTENTS.c.id, _ARTIFACTS.c[owner] == bindparam("owner_id")
    )
    return contents_after().where(is_of)


def _all() -> Select[Any]:
    return select(*(_CONTENTS.c[name] for name in ("id", "sha256", "size_bytes", "storage_key")))


@cache
def record_verification() -> Update:
    """What reading back found, unless the content got new bytes meanwhile."""
    return (
        update(_CONTENTS)
        .where(
            _CONTENTS.c.id == bindparam("content_id"),
            _CONTENTS.c.storage_key == bindparam("read_key"),
        )
        .values(verification=bindparam("found"), verified_at=bindparam("at"))
    )


@cache
def uses_of_content() -> Select[Any]:
    """The first `count` artifacts with the content `content_id`, with the names of their owners."""
    return (
        select(_ARTIFACTS.c.path, *OWNER_NAMES)
        .select_from(with_owners(_ARTIFACTS))
        .where(_ARTIFACTS.c.content_id == bindparam("content_id"))
        .order_by(_ARTIFACTS.c.id)
        .limit(bindparam("count"))
    )
