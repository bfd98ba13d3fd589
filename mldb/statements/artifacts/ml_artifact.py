"""Statements about artifacts. `owner` is the column that holds the id of their owner."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Delete,
    Insert,
    Integer,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    true,
    update,
)

from mldb.models import MLArtifact, MLContent
from mldb.statements.before_slash import BeforeSlash

_ARTIFACTS: Final[Any] = MLArtifact.__table__
_CONTENTS: Final[Any] = MLContent.__table__


def _is_of(owner: str) -> ColumnElement[bool]:
    is_of: ColumnElement[bool] = _ARTIFACTS.c[owner] == bindparam("owner_id")
    return is_of


def _columns() -> Select[Any]:
    """What readers of an artifact need, and where its bytes are."""
    return select(
        *(_ARTIFACTS.c[name] for name in ("id", "path", "size_bytes", "media_type", "content_id")),
        *(_CONTENTS.c[name] for name in ("sha256", "storage_key", "verification", "verified_at")),
        *(_ARTIFACTS.c[name] for name in ("created_at", "created_by", "created_via")),
    ).join_from(_ARTIFACTS, _CONTENTS, _ARTIFACTS.c.content_id == _CONTENTS.c.id)


@cache
def artifact_at(owner: str) -> Select[Any]:
    """The artifact of the owner at `path`."""
    return _columns().where(_is_of(owner), _ARTIFACTS.c.path == bindparam("path"))


@cache
def artifacts_at(owner: str) -> Select[Any]:
    """The artifacts of the owner at any of `paths`."""
    return _columns().where(
        _is_of(owner), _ARTIFACTS.c.path.in_(bindparam("paths", expanding=True))
    )


@cache
def artifacts_between(owner: str, *, has_end: bool) -> Select[Any]:
    """The first `count` artifacts of the owner with paths from `low` on, and before `high`."""
    found = _columns().where(_is_of(owner), _is_between(bindparam("low"), has_end=has_end))
    return found.order_by(_ARTIFACTS.c.path).limit(bindparam("count"))


@cache
def artifacts_of_versions() -> Select[Any]:
    """The first `count` artifacts by path of each of the versions `version_ids`."""
    columns = _ARTIFACTS.c
    number = func.row_number().over(partition_by=columns.version_id, order_by=columns.path)
    is_asked = columns.version_id.in_(bindparam("version_ids", expanding=True))
    numbered = select(columns.id, number.label("number")).where(is_asked).subquery()
    found = _columns().add_columns(columns.version_id).join(numbered, numbered.c.id == columns.id)
    return found.where(numbered.c.number <= bindparam("count")).order_by(
        columns.version_id, columns.path
    )


@cache
def entries_between(owner: str, *, has_end: bool) -> Select[Any]:
    """The first `count` entries of a directory: of each the first artifact in it, or itself.

    It jumps from entry to entry, so that the number of files below them doesn't matter. `skipped`
    is the length of the directory's path.
    """
    head = select(
        _first_path(owner, bindparam("low", type_=String()), has_end=has_end).label("path"),
        literal(1).label("number"),
    ).cte("entries", recursive=True)
    step = select(
        _first_path(owner, _behind(head.c.path), has_end=has_end), head.c.number + 1
    ).where(head.c.path.is_not(None), head.c.number < bindparam("count"))
    entries = head.union_all(step)
    found = _columns().join_from(
        _ARTIFACTS, entries, and_(_is_of(owner), _ARTIFACTS.c.path == entries.c.path)
    )
    return found.order_by(_ARTIFACTS.c.path)


def _first_path(owner: str, low: Any, *, has_end: bool) -> Any:
    first = select(_ARTIFACTS.c.path).where(_is_of(owner), _is_between(low, has_end=has_end))
    return first.order_by(_ARTIFACTS.c.path).limit(1).scalar_subquery()


def _is_between(low: Any, *, has_end: bool) -> ColumnElement[bool]:
    path = _ARTIFACTS.c.path
    return and_(path >= low, path < bindparam("high") if has_end else true())


def _behind(path: Any) -> Any:
    """The least text behind the entry that the path belongs to.

    No path holds a control character, and `0` is the character behind the slash.
    """
    skipped = bindparam("skipped", type_=Integer())
    rest = func.substr(path, skipped + 1)
    name = BeforeSlash(rest)
    directory = func.substr(path, 1, skipped).concat(name)
    return case((name == rest, path.concat("\x01")), else_=directory.concat("0"))


@cache
def directories_of(owner: str, dialect: str) -> Select[Any]:
    """A file of the owner below any of `paths`, a list as JSON, and that path."""
    given: Any = bindparam("paths", type_=String())
    if dialect == "postgresql":
        paths = func.json_array_elements_text(cast(given, JSON)).table_valued("value")
    else:
        paths = func.json_each(given).table_valued("value")
    value = paths.c.value
    inside = _first_path_below(owner, value.concat("/"), value.concat("0"))
    found = select(value, inside.label("inside")).subquery()
    return select(found.c.value, found.c.inside).where(found.c.inside.is_not(None)).limit(1)


def _first_path_below(owner: str, low: Any, high: Any) -> Any:
    path = _ARTIFACTS.c.path
    first = select(path).where(_is_of(owner), path >= low, path < high)
    return first.order_by(path).limit(1).scalar_subquery()


@cache
def space_of(owner: str) -> Select[Any]:
    """Number and sizes of the artifacts of an owner, an experiment or a model."""
    space: Any = select(func.count(), func.coalesce(func.sum(_ARTIFACTS.c.size_bytes), 0))
    of_owner: Select[Any] = space.where(_is_of(owner))
    return of_owner


@cache
def insert_artifacts() -> Insert:
    """New artifacts."""
    return insert(_ARTIFACTS)


@cache
def replace_artifact() -> Update:
    """Other bytes at the path of the artifact `artifact_id`."""
    names = ("content_id", "size_bytes", "media_type", "created_at", "created_by", "created_via")
    return (
        update(_ARTIFACTS)
        .where(_ARTIFACTS.c.id == bindparam("artifact_id"))
        .values({name: bindparam(name) for name in names})
    )


@cache
def delete_artifact() -> Delete:
    """Remove the artifact `artifact_id`."""
    return delete(_ARTIFACTS).where(_ARTIFACTS.c.id == bindparam("artifact_id"))


@cache
def has_artifacts(owner: str) -> Select[Any]:
    """A row, if the owner has an artifact."""
    return select(literal(1)).where(_is_of(owner)).limit(1).select_from(_ARTIFACTS)


@cache
def digests_between(owner: str, *, has_end: bool) -> Select[Any]:
    """Path, size and SHA-256 of the artifacts with paths from `low` on, and before `high`."""
    found = select(_ARTIFACTS.c.path, _ARTIFACTS.c.size_bytes, _CONTENTS.c.sha256)
    found = found.join_from(_ARTIFACTS, _CONTENTS, _ARTIFACTS.c.content_id == _CONTENTS.c.id)
    return found.where(_is_of(owner), _is_between(bindparam("low"), has_end=has_end)).order_by(
        _ARTIFACTS.c.path
    )


@cache
def pin_artifacts(owner: str, *, has_end: bool) -> Insert:
    """Give the version `version_id` the artifacts with paths from `low` on, and before `high`.

    The first `skipped` characters of their paths are left out.
    """
    skipped = bindparam("skipped", type_=Integer())
    given = {
        "version_id": bindparam("version_id", type_=_ARTIFACTS.c.version_id.type),
        "model_id": bindparam("model_id", type_=_ARTIFACTS.c.model_id.type),
        "path": func.substr(_ARTIFACTS.c.path, skipped + 1),
        **{name: _ARTIFACTS.c[name] for name in ("content_id", "size_bytes", "media_type")},
        "created_at": bindparam("created_at", type_=_ARTIFACTS.c.created_at.type),
        "created_by": bindparam("created_by", type_=String()),
        "created_via": bindparam("created_via", type_=String()),
    }
    pinned = select(*given.values()).where(
        _is_of(owner), _is_between(bindparam("low"), has_end=has_end)
    )
    return insert(_ARTIFACTS).from_select(list(given), pinned)
