"""Statements about alias assignments."""

from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from mldb.models import MLModel, MLModelAlias, MLModelVersion
from mldb.models.base import UTCDateTime
from mldb.statements.beside import beside

OF_VERSION: Final = "version_beside_"
"""Begins the names of the columns that are the version's."""


@cache
def assignments() -> Select[MLModelAlias]:
    """Assignments with the name of their model."""
    model = contains_eager(MLModelAlias.model)
    return (
        select(MLModelAlias)
        .join(MLModelAlias.model)
        .options(model.load_only(MLModel.name, MLModel.deleted_at, raiseload=True))
    )


@cache
def listed_assignments() -> Select[Any]:
    """Columns of assignments with the name of their model: many rows without the ORM's costs."""
    table: Any = MLModelAlias.__table__
    return select(*table.c, MLModel.name.label("model_name")).join(MLModelAlias.model)


@cache
def listed_current_of_model() -> Select[Any]:
    """The same of the model `owner_id`, as far as they hold now, the latest first.

    With `has_others`: whether the alias ever pointed to another version.
    """
    other = aliased(MLModelAlias)
    has_others = exists().where(
        other.model_id == MLModelAlias.model_id,
        other.name == MLModelAlias.name,
        other.version_number != MLModelAlias.version_number,
    )
    of_model = MLModelAlias.model_id == bindparam("owner_id")
    current = listed_assignments().where(of_model, MLModelAlias.is_current.is_(True))
    return current.add_columns(has_others.label("has_others")).order_by(MLModelAlias.id.desc())


@cache
def listed_of_model() -> Select[Any]:
    """The same of the model `owner_id`, also those that ended: the newest `count`."""
    of_model = listed_assignments().where(MLModelAlias.model_id == bindparam("owner_id"))
    newest = of_model.order_by(MLModelAlias.started_at.desc(), MLModelAlias.id.desc())
    return newest.limit(bindparam("count"))


@cache
def current_assignment() -> Select[MLModelAlias]:
    """What the alias `alias_name` of the model of the name `model_name` points to now."""
    return assignments().where(
        MLModel.name == bindparam("model_name"),
        MLModelAlias.name == bindparam("alias_name"),
        MLModelAlias.is_current.is_(True),
    )


@cache
def assignment_with_version(*, in_the_past: bool) -> Select[Any]:
    """Columns of where `alias_name` of the model `model_name` points now, or pointed `at`.

    Beside them those of the version, all NULL if it is not live.
    """
    version: Any = MLModelVersion.__table__
    held_then = was_current(bindparam("at", type_=UTCDateTime())) if in_the_past else held(None)
    is_live = and_(
        version.c.id == MLModelAlias.version_id,
        version.c.deleted_at.is_(None),
        MLModel.deleted_at.is_(None),
    )
    return (
        listed_assignments()
        .add_columns(*beside(version, OF_VERSION))
        .outerjoin(version, is_live)
        .where(
            MLModel.name == bindparam("model_name"),
            MLModelAlias.name == bindparam("alias_name"),
            held_then,
        )
    )


def numbers(model_id: int, name: str) -> Select[int]:
    """Version numbers of all assignments of an alias, the oldest first."""
    of_alias = select(MLModelAlias.version_number).where(
        MLModelAlias.model_id == model_id, MLModelAlias.name == name
    )
    return of_alias.order_by(MLModelAlias.id)


def latest_of_versions(model_id: int, name: str) -> Select[int]:
    """Ids of the newest assignments of an alias to each of its versions."""
    return (
        select(func.max(MLModelAlias.id))
        .where(MLModelAlias.model_id == model_id, MLModelAlias.name == name)
        .group_by(MLModelAlias.version_number)
    )


def held(at: datetime | None) -> ColumnElement[bool]:
    """Assignments that held at this moment, or without one those that hold now."""
    return MLModelAlias.is_current.is_(True) if at is None else was_current(at)


def names_in_use(at: datetime | None, limit: int) -> Select[str]:
    """Names of the aliases that pointed somewhere, the most used first."""
    number = func.count()
    named = select(MLModelAlias.name).where(held(at)).group_by(MLModelAlias.name)
    return named.order_by(number.desc(), MLModelAlias.name).limit(limit)


def models_in_use(
    at: datetime | None, model_name: str | None, after: str | None, limit: int
) -> Select[int, str]:
    """Id and name of the live models with aliases, by name; of this name, or after that one."""
    of_model = select(MLModelAlias.id).where(MLModelAlias.model_id == MLModel.id, held(at))
    found = select(MLModel.id, MLModel.name).where(MLModel.deleted_at.is_(None), exists(of_model))
    if model_name is not None:
        found = found.where(MLModel.name == model_name)
    if after is not None:
        found = found.where(MLModel.name > after)
    return found.order_by(MLModel.name).limit(limit)


def was_current(at: Any) -> ColumnElement[bool]:
    """Assignments that held at this moment: from the start up to, not including, the end."""
    return and_(
        MLModelAlias.started_at <= at,
        or_(MLModelAlias.ended_at.is_(None), MLModelAlias.ended_at > at),
    )
