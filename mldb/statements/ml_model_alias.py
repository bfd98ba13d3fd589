"""Statements about alias assignments."""

from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from mldb.models import MLModel, MLModelAlias, MLModelVersion
from mldb.models.base import UTCDateTime
from mldb.rules.alias import trusted_until
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
    """The same of the model `owner_id`, as far as they hold now, the latest first."""
    of_model = MLModelAlias.model_id == bindparam("owner_id")
    current = listed_assignments().where(of_model, MLModelAlias.is_current.is_(True))
    return current.order_by(MLModelAlias.id.desc())


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

    Times after `until` are not believed; see `was_current`.

    Beside them those of the version, all NULL if it is not live.
    """
    version: Any = MLModelVersion.__table__
    at, until = (bindparam(name, type_=UTCDateTime()) for name in ("at", "until"))
    held_then = was_current(at, until) if in_the_past else held(None)
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


def held(at: datetime | None) -> ColumnElement[bool]:
    """Assignments that held at this moment, or without one those that hold now."""
    if at is None:
        return MLModelAlias.is_current.is_(True)
    return was_current(at, trusted_until(at))


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


def was_current(at: Any, until: Any) -> ColumnElement[bool]:
    """Assignments that held at this moment: from the start up to, not including, the end.

    What starts after `until` and is current holds already, what ends after it is over.
    """
    has_started = MLModelAlias.started_at <= at
    return or_(
        and_(MLModelAlias.ended_at.is_(None), or_(has_started, MLModelAlias.started_at > until)),
        and_(has_started, MLModelAlias.ended_at > at, MLModelAlias.ended_at <= until),
    )
