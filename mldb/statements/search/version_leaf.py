"""SQL of a query's words and fields, over versions."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, true

from mldb.models import (
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
    MLRun,
)
from mldb.search.nodes import Comparison, Words
from mldb.statements.search.columns import searchable_columns
from mldb.statements.search.comparison import compared, matches

COLUMNS: dict[str, Any] = {
    "name": MLModel.name,
    "model": MLModel.name,
    **searchable_columns(MLModelVersion),
}
_OWNED: dict[str, Any] = {
    "metric": MLMetric,
    "param": MLModelVersionParam,
    "tag": MLModelVersionTag,
}


def version_leaf(condition: Words | Comparison) -> ColumnElement[bool]:
    """SQL over versions joined with their models."""
    if isinstance(condition, Words):
        return or_(
            matches(MLModel.name, condition.pattern),
            matches(MLModelVersion.description, condition.pattern),
        )
    name = condition.field.name
    if name in COLUMNS:
        return compared(COLUMNS[name], condition.operator, condition.operand)
    if name == "is":
        return MLModelVersion.deleted_at.is_not(None) | MLModel.deleted_at.is_not(None)
    if name == "has":
        return _has(str(condition.operand))
    if name == "run":
        run_id = compared(MLRun.public_id, condition.operator, condition.operand)
        return _exists(select(MLRun.id).where(MLRun.id == MLModelVersion.run_id, run_id))
    return _exists(owned(condition).where(_owner(name) == MLModelVersion.id))


def owned(condition: Comparison) -> Select[Any]:
    """Ids of the versions that have the metric, parameter, tag or alias."""
    name = condition.field.name
    if name == "alias":
        named = compared(MLModelAlias.name, condition.operator, condition.operand)
        return select(MLModelAlias.version_id).where(MLModelAlias.is_current.is_(True), named)
    item = _OWNED[name]
    return select(item.version_id).where(item_condition(item, condition))


def item_condition(item: Any, condition: Comparison) -> ColumnElement[bool]:
    """SQL over metrics, parameters or tags."""
    operand = condition.operand
    if condition.key is None:
        return compared(item.key, condition.operator, operand)
    named: ColumnElement[bool] = (item.key if hasattr(item, "key") else item.name) == condition.key
    column = item.value
    if item is MLModelVersionParam and isinstance(operand, float):
        column = item.number
    return named & compared(column, condition.operator, operand)


def _has(what: str) -> ColumnElement[bool]:
    if what == "description":
        return MLModelVersion.description != ""
    query = select(_owner(what)).where(_owner(what) == MLModelVersion.id)
    is_current = MLModelAlias.is_current.is_(True) if what == "alias" else true()
    return _exists(query.where(is_current))


def _owner(name: str) -> Any:
    return MLModelAlias.version_id if name == "alias" else _OWNED[name].version_id


def _exists(query: Select[Any]) -> ColumnElement[bool]:
    # The subquery has a table of its own, whatever table the list is read from.
    return exists(query.correlate(MLModelVersion))
