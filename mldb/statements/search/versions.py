"""The list of versions, of one model or of all."""

from datetime import datetime
from functools import lru_cache
from typing import Any, TypeGuard

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from mldb.models import MLMetric, MLModel, MLModelVersion
from mldb.search.cursor import KeyType
from mldb.search.nodes import And, Comparison, Condition, Query, Sort
from mldb.statements.registry.ml_model_version import version_columns
from mldb.statements.search.condition import sql_of
from mldb.statements.search.listing import KEPT, Listing, Stretch, Whole
from mldb.statements.search.version_leaf import COLUMNS, version_leaf
from mldb.values.texts import is_storable

_KEY_TYPES: dict[str, KeyType] = {"number": int, "created": datetime, "updated": datetime}


@lru_cache(maxsize=KEPT)
def listed_versions(query: Query, model_name: str | None, at: datetime | None = None) -> Listing:
    """The versions that the query finds, of this model or of all, now or at a time in the past.

    If it doesn't say how, one model's by number and those of all by id, the newest first.
    """
    scope = and_(_in_scope(model_name), _in_time(query, at))
    wanted = and_(scope, sql_of(query.condition, version_leaf))
    return Listing(
        f"versions {model_name!r} {at} {query!r}",
        _by_metric(query, query.sort, scope)
        if query.sort is not None and query.sort.field.name == "metric"
        else (_by_column(query.sort, wanted, is_of_model=model_name is not None),),
        select(MLModelVersion.id).join(MLModelVersion.model).where(wanted),
        Whole(MLModelVersion.id, _in_trash())
        if query.finds_all and model_name is None and at is None
        else None,
    )


def _in_trash() -> ColumnElement[int]:
    """Number of versions in the trash, by themselves or with their model."""
    is_trashed = MLModelVersion.deleted_at.is_not(None)
    models = select(MLModel.id).where(MLModel.deleted_at.is_not(None))
    alone = select(func.count()).where(is_trashed)
    with_model = select(func.count()).where(MLModelVersion.model_id.in_(models), ~is_trashed)
    return alone.scalar_subquery() + with_model.scalar_subquery()


def _in_scope(model_name: str | None) -> ColumnElement[bool]:
    if model_name is None:
        return true()
    if not is_storable(model_name):
        return false()
    model_id = select(MLModel.id).where(MLModel.name == model_name)
    # Its own subquery, or the model in the outer statement would be meant.
    return MLModelVersion.model_id == model_id.correlate(None).scalar_subquery()


def _in_time(query: Query, at: datetime | None) -> ColumnElement[bool]:
    """Versions that existed at the time, outside the trash unless the query names it."""
    conditions: list[ColumnElement[bool]] = []
    if at is not None:
        conditions.append(MLModelVersion.created_at <= at)
    if not query.reaches_trash:
        columns = (MLModelVersion.deleted_at, MLModel.deleted_at)
        conditions += (_outside_trash(column, at) for column in columns)
    return and_(true(), *conditions)


def _outside_trash(deleted_at: Any, at: datetime | None) -> ColumnElement[bool]:
    live: ColumnElement[bool] = deleted_at.is_(None)
    return live if at is None else or_(live, deleted_at > at)


def _by_column(sort: Sort | None, wanted: ColumnElement[bool], *, is_of_model: bool) -> Stretch:
    is_descending = sort is None or sort.is_descending
    name = sort.field.name if sort is not None else "number" if is_of_model else "id"
    if name == "id":
        return _stretch(wanted, (MLModelVersion.id,), (int,), is_descending=is_descending)
    if name in {"name", "model"}:
        by_model = (MLModel.name, MLModelVersion.number)
        return _stretch(wanted, by_model, (str, int), is_descending=is_descending)
    if name == "number" and is_of_model:
        return _stretch(wanted, (MLModelVersion.number,), (int,), is_descending=is_descending)
    by_column = (COLUMNS[name], MLModelVersion.id)
    return _stretch(wanted, by_column, (_KEY_TYPES[name], int), is_descending=is_descending)


def _by_metric(query: Query, sort: Sort, scope: ColumnElement[bool]) -> tuple[Stretch, ...]:
    """Versions with the metric by its value, then those without, the newest first."""
    parts = query.condition.conditions
    of_metric = [part for part in parts if _is_of(part, sort)]
    others = [part for part in parts if not _is_of(part, sort)]
    wanted = and_(scope, sql_of(And(tuple(others)), version_leaf))
    named = MLMetric.name == sort.key
    statement = (
        version_columns()
        .select_from(MLMetric)
        .join(MLModelVersion, MLModelVersion.id == MLMetric.version_id)
        .join(MLModelVersion.model)
        .where(named, wanted)
    )
    keys: tuple[Any, ...] = (MLMetric.value, MLMetric.version_id)
    having = Stretch(statement, keys, (float, int), sort.is_descending, tuple(of_metric))
    if of_metric:
        # Nothing is found that lacks it.
        return (having,)
    lacks = ~exists(
        select(MLMetric.id)
        .where(MLMetric.version_id == MLModelVersion.id, named)
        .correlate(MLModelVersion)
    )
    lacking = _stretch(wanted & lacks, (MLModelVersion.id,), (int,), is_descending=True)
    return having, lacking


def _is_of(part: Condition, sort: Sort) -> TypeGuard[Comparison]:
    """Whether it compares what the list is sorted by."""
    return isinstance(part, Comparison) and (part.field, part.key) == (sort.field, sort.key)


def _stretch(
    wanted: ColumnElement[bool],
    keys: tuple[Any, ...],
    key_types: tuple[KeyType, ...],
    *,
    is_descending: bool,
) -> Stretch:
    statement = (
        version_columns().select_from(MLModelVersion).join(MLModelVersion.model).where(wanted)
    )
    return Stretch(statement, keys, key_types, is_descending)
