"""The list of logged models."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, select, true

from mldb.models import (
    MLExperiment,
    MLLoggedModel,
    MLLoggedModelMetric,
    MLLoggedModelParam,
    MLLoggedModelTag,
    MLRun,
)
from mldb.search.nodes import Comparison, Query, Sort, Words
from mldb.statements.search.comparison import compared
from mldb.statements.search.condition import sql_of

_COLUMNS: Final[dict[str, Any]] = {
    "name": MLLoggedModel.name,
    "id": MLLoggedModel.public_id,
    "type": MLLoggedModel.model_type,
    "status": MLLoggedModel.status,
    "created": MLLoggedModel.created_at,
    "updated": MLLoggedModel.updated_at,
    "experiment_id": MLLoggedModel.experiment_id,
}
_ITEMS: Final[dict[str, tuple[Any, Any]]] = {
    "metric": (MLLoggedModelMetric, MLLoggedModelMetric.name),
    "param": (MLLoggedModelParam, MLLoggedModelParam.name),
    "tag": (MLLoggedModelTag, MLLoggedModelTag.key),
}


def listed_logged_models(
    query: Query, orders: tuple[Sort, ...], skip: int, limit: int
) -> Select[str]:
    """Public ids of the live logged models that the query finds, by these keys.

    The newest come first among equals. What has no value of a key comes last, in either direction.
    """
    keys = [part for order in orders for part in _keys(order)]
    live = and_(
        MLLoggedModel.deleted_at.is_(None),
        MLExperiment.deleted_at.is_(None),
        MLLoggedModel.run_id.is_(None) | MLRun.deleted_at.is_(None),
    )
    found = select(MLLoggedModel.public_id).join(MLLoggedModel.experiment)
    found = found.outerjoin(MLLoggedModel.run).where(live, sql_of(query.condition, _leaf))
    newest = MLLoggedModel.created_at.desc(), MLLoggedModel.id.desc()
    return found.order_by(*keys, *newest).offset(skip).limit(limit)


def _leaf(condition: Words | Comparison) -> ColumnElement[bool]:
    if isinstance(condition, Words):
        return true()
    name, how, operand = condition.field.name, condition.operator, condition.operand
    if name in _COLUMNS:
        return compared(_COLUMNS[name], how, operand)
    if name == "run":
        # NULL where no run saved it.
        return func.coalesce(compared(MLRun.public_id, how, operand), false())
    row_type, key = _ITEMS[name]
    of_model = row_type.logged_model_id == MLLoggedModel.id, key == condition.key
    found = exists(select(row_type.logged_model_id).where(*of_model))
    return found.where(compared(row_type.value, how, operand))


def _keys(order: Sort) -> tuple[ColumnElement[Any], ...]:
    value = _value(order)
    rank: Any = case((value.is_(None), 1), else_=0)
    return rank, value.desc() if order.is_descending else value.asc()


def _value(order: Sort) -> ColumnElement[Any]:
    if order.key is None:
        column: ColumnElement[Any] = _COLUMNS[order.field.name]
        return column
    latest = MLLoggedModelMetric.step.desc(), MLLoggedModelMetric.time_ms.desc()
    value = select(MLLoggedModelMetric.value).where(
        MLLoggedModelMetric.logged_model_id == MLLoggedModel.id,
        MLLoggedModelMetric.name == order.key,
    )
    return value.order_by(*latest).limit(1).scalar_subquery()
