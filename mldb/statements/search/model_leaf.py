"""SQL of a query's words and fields, over models."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from mldb.models import (
    MLMetric,
    MLModel,
    MLModelActivity,
    MLModelAlias,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
)
from mldb.search.nodes import Comparison, Words
from mldb.statements.search.columns import searchable_columns
from mldb.statements.search.comparison import compared, matches
from mldb.statements.search.version_leaf import item_condition


def _activity(column: Any, otherwise: Any) -> ColumnElement[Any]:
    found = select(column).where(MLModelActivity.model_id == MLModel.id).correlate(MLModel)
    return func.coalesce(found.scalar_subquery(), otherwise)


COLUMNS: dict[str, Any] = {
    **searchable_columns(MLModel),
    "active": _activity(MLModelActivity.active_at, MLModel.updated_at),
    "active_by": _activity(MLModelActivity.active_by, MLModel.updated_by),
}
_OPTIONAL = {"owner", "team"}
_OF_VERSIONS: dict[str, Any] = {"metric": MLMetric, "param": MLModelVersionParam}


def model_leaf(condition: Words | Comparison) -> ColumnElement[bool]:
    """SQL over models."""
    if isinstance(condition, Words):
        return or_(
            matches(MLModel.name, condition.pattern),
            matches(MLModel.description, condition.pattern),
        )
    name = condition.field.name
    if name in COLUMNS:
        found = compared(COLUMNS[name], condition.operator, condition.operand)
        return and_(COLUMNS[name].is_not(None), found) if name in _OPTIONAL else found
    if name == "is":
        return MLModel.deleted_at.is_not(None)
    if name == "has":
        return _has(str(condition.operand))
    return exists(_belonging(condition))


def _belonging(condition: Comparison) -> Select[Any]:
    name = condition.field.name
    if name == "alias":
        named = compared(MLModelAlias.name, condition.operator, condition.operand)
        return _aliases().where(named)
    if name == "tag":
        return _tags().where(item_condition(MLModelTag, condition))
    item = _OF_VERSIONS[name]
    return (
        _versions()
        .join(item, item.version_id == MLModelVersion.id)
        .where(item_condition(item, condition))
    )


def _has(what: str) -> ColumnElement[bool]:
    if what == "description":
        return MLModel.description != ""
    return exists({"alias": _aliases, "tag": _tags, "version": _versions}[what]())


def _aliases() -> Select[Any]:
    return select(MLModelAlias.id).where(
        MLModelAlias.model_id == MLModel.id, MLModelAlias.is_current.is_(True)
    )


def _tags() -> Select[Any]:
    return select(MLModelTag.id).where(MLModelTag.model_id == MLModel.id)


def _versions() -> Select[Any]:
    return select(MLModelVersion.id).where(
        MLModelVersion.model_id == MLModel.id, MLModelVersion.deleted_at.is_(None)
    )
