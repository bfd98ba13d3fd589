"""Statements about alias assignments."""

from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from mldb.models import MLModel, MLModelAlias, MLModelVersion
from mldb.models.base import UTCDateTime
from mldb.rules.alias import trusted_until
from mldb.search.pattern import pattern_of
from mldb.statements.prefixed import prefixed_columns
from mldb.statements.registry.ml_model_version import origin_columns
from mldb.statements.search.comparison import matches
from mldb.values.spelling import alias_key

OF_VERSION: Final = "version_beside_"
"""Prefix of the version's columns."""


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
    """Columns of assignments with the name of their model, without the ORM's costs."""
    table: Any = MLModelAlias.__table__
    return select(*table.c, MLModel.name.label("model_name")).join(MLModelAlias.model)


@cache
def listed_current_of_model() -> Select[Any]:
    """Columns of the current assignments of the model `owner_id`, the latest first.

    `has_others` says whether the alias ever pointed to another version.
    """
    other = aliased(MLModelAlias)
    has_others = exists().where(
        other.model_id == MLModelAlias.model_id,
        other.name_key == MLModelAlias.name_key,
        other.version_number != MLModelAlias.version_number,
    )
    of_model = MLModelAlias.model_id == bindparam("owner_id")
    current = listed_assignments().where(of_model, MLModelAlias.is_current.is_(True))
    return current.add_columns(has_others.label("has_others")).order_by(MLModelAlias.id.desc())


@cache
def listed_of_model() -> Select[Any]:
    """Columns of the newest `count` assignments of the model `owner_id`, current and ended."""
    of_model = listed_assignments().where(MLModelAlias.model_id == bindparam("owner_id"))
    newest = of_model.order_by(MLModelAlias.started_at.desc(), MLModelAlias.id.desc())
    return newest.limit(bindparam("count"))


@cache
def current_assignment() -> Select[MLModelAlias]:
    """The current assignment of the alias `alias_key` of the model `model_name`."""
    return assignments().where(
        MLModel.name == bindparam("model_name"),
        MLModelAlias.name_key == bindparam("alias_key"),
        MLModelAlias.is_current.is_(True),
    )


@cache
def assignment_with_version(*, in_the_past: bool) -> Select[Any]:
    """Columns of the assignment of `alias_key` of the model `model_name`, now or `at` a time.

    For `until` see `was_current`. The version's columns have the prefix `OF_VERSION`; all are NULL
    if the version is in the trash.
    """
    version: Any = MLModelVersion.__table__
    origin = (column.label(f"{OF_VERSION}{name}") for name, column in origin_columns().items())
    at, until = (bindparam(name, type_=UTCDateTime()) for name in ("at", "until"))
    is_in_effect = was_current(at, until) if in_the_past else in_effect(None)
    is_live = and_(
        version.c.id == MLModelAlias.version_id,
        version.c.deleted_at.is_(None),
        MLModel.deleted_at.is_(None),
    )
    return (
        listed_assignments()
        .add_columns(*prefixed_columns(version, OF_VERSION), *origin)
        .outerjoin(version, is_live)
        .where(
            MLModel.name == bindparam("model_name"),
            MLModelAlias.name_key == bindparam("alias_key"),
            is_in_effect,
        )
    )


@cache
def all_names_in_use() -> Select[str]:
    """The first `count` names of current aliases, by name."""
    names = select(MLModelAlias.name).distinct().where(MLModelAlias.is_current.is_(True))
    return names.order_by(MLModelAlias.name).limit(bindparam("count"))


@cache
def in_use() -> Select[Any]:
    """Columns of the current assignments of the `count` models with the latest ones, latest first.

    `model_count` and `alias_count` are the numbers of all, counted up to `at_most` aliases.
    """
    newer = aliased(MLModelAlias)
    is_newest = ~exists(
        select(newer.id).where(
            newer.model_id == MLModelAlias.model_id,
            newer.is_current.is_(True),
            newer.id > MLModelAlias.id,
        )
    )
    newest = (
        select(MLModelAlias.model_id)
        .where(MLModelAlias.is_current.is_(True), is_newest)
        .order_by(MLModelAlias.id.desc())
        .limit(bindparam("count"))
        .subquery()
    )
    counted = (
        select(MLModelAlias.model_id)
        .where(MLModelAlias.is_current.is_(True))
        .limit(bindparam("at_most"))
        .subquery()
    )
    models = select(func.count(counted.c.model_id.distinct())).scalar_subquery()
    aliases = select(func.count(counted.c.model_id)).scalar_subquery()
    return (
        listed_assignments()
        .add_columns(models.label("model_count"), aliases.label("alias_count"))
        .where(
            MLModelAlias.model_id.in_(select(newest.c.model_id)), MLModelAlias.is_current.is_(True)
        )
        .order_by(MLModelAlias.id.desc())
    )


def numbers(model_id: int, name: str) -> Select[int]:
    """Version numbers of all assignments of an alias, the oldest first."""
    of_alias = select(MLModelAlias.version_number).where(
        MLModelAlias.model_id == model_id, MLModelAlias.name_key == alias_key(name)
    )
    return of_alias.order_by(MLModelAlias.id)


def latest_of_versions(model_id: int, name: str) -> Select[int]:
    """Ids of the newest assignments of an alias to each of its versions."""
    return (
        select(func.max(MLModelAlias.id))
        .where(MLModelAlias.model_id == model_id, MLModelAlias.name_key == alias_key(name))
        .group_by(MLModelAlias.version_number)
    )


def in_effect(at: datetime | None) -> ColumnElement[bool]:
    """Assignments that were current at this time; for None those that are current now."""
    if at is None:
        return MLModelAlias.is_current.is_(True)
    return was_current(at, trusted_until(at))


def names_in_use(at: datetime | None, limit: int) -> Select[Any]:
    """Names of the aliases current at this time, the most used first.

    Each with its `number` of assignments; `total` is that of all. Models in the trash don't count.
    """
    number = func.count().label("number")
    total = func.sum(number).over().label("total")
    of_live = MLModelAlias.model_id.in_(select(MLModel.id).where(MLModel.deleted_at.is_(None)))
    scope = in_effect(at) if at is None else in_effect(at) & of_live
    named: Any = select(MLModelAlias.name, number, total).where(scope).group_by(MLModelAlias.name)
    ordered: Select[Any] = named.order_by(number.desc(), MLModelAlias.name).limit(limit)
    return ordered


def models_in_use(
    at: datetime | None, *, model_name: str | None = None, containing: str = "", alias: str = ""
) -> Select[int, str]:
    """Ids and names of the live models with aliases: of one name, or those that match both others.

    `containing` is a part of the model's name or of that of an alias in use, in any case; `alias`
    is the name of an alias.
    """
    of_model = select(MLModelAlias.id).where(MLModelAlias.model_id == MLModel.id, in_effect(at))
    found = select(MLModel.id, MLModel.name).where(MLModel.deleted_at.is_(None))
    if model_name is not None:
        found = found.where(MLModel.name == model_name)
    if containing:
        pattern = pattern_of(containing, is_quoted=True, anywhere=True)
        of_alias = of_model.where(matches(MLModelAlias.name, pattern))
        found = found.where(or_(matches(MLModel.name, pattern), exists(of_alias)))
    if alias:
        of_model = of_model.where(MLModelAlias.name_key == alias_key(alias))
    return found.where(exists(of_model))


def was_current(at: Any, until: Any) -> ColumnElement[bool]:
    """Assignments that were current at this time: from the start up to, not including, the end.

    Times after `until` come from a wrong clock: such a start counts as past, such an end too.
    """
    has_started = MLModelAlias.started_at <= at
    return or_(
        and_(MLModelAlias.ended_at.is_(None), or_(has_started, MLModelAlias.started_at > until)),
        and_(has_started, MLModelAlias.ended_at > at, MLModelAlias.ended_at <= until),
    )
