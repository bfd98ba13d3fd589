"""Runs sorted by any keys: all that are found are read, as no index has the order."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, select

from mldb.models import MLMetricSeries, MLRun, MLRunParam, MLRunTag
from mldb.search.nodes import Query, Sort
from mldb.statements.search.condition import sql_of
from mldb.statements.search.run_leaf import STATISTICS, run_leaf
from mldb.statements.search.run_sources import joined, outside_trash

_COLUMNS: Final[dict[str, Any]] = {
    "name": MLRun.name,
    "status": MLRun.status,
    "user": MLRun.user_name,
    "id": MLRun.public_id,
    "started": MLRun.started_at,
    "ended": MLRun.ended_at,
}
_ITEMS: Final[dict[str, tuple[Any, Any]]] = {
    "param": (MLRunParam, MLRunParam.value),
    "tag": (MLRunTag, MLRunTag.value),
} | {name: (MLMetricSeries, value) for name, value in STATISTICS.items()}


def ordered_runs(
    query: Query, orders: tuple[Sort, ...], experiment_id: int | None, skip: int, limit: int
) -> Select[str]:
    """Public ids of the runs that the query finds, by these keys, then the last started first.

    What has no value of a key comes last, and NaN right before it, in either direction.
    """
    wanted = and_(outside_trash(query), sql_of(query.condition, run_leaf))
    if experiment_id is not None:
        wanted &= MLRun.experiment_id == experiment_id
    keys = [part for order in orders for part in _keys(order)]
    found = joined(select(MLRun.public_id)).where(wanted)
    ordered = found.order_by(*keys, MLRun.started_at.desc(), MLRun.public_id)
    return ordered.offset(skip).limit(limit)


def _keys(order: Sort) -> tuple[ColumnElement[Any], ...]:
    value = _value(order)
    rank: Any = case((value.is_(None), 1), else_=0)
    if order.field.name in STATISTICS:
        rank = case((value.is_not(None), 0), (_row_of(order).exists(), 1), else_=2)
    return rank, value.desc() if order.is_descending else value.asc()


def _value(order: Sort) -> ColumnElement[Any]:
    if order.key is None:
        column: ColumnElement[Any] = _COLUMNS[order.field.name]
        return column
    value: ColumnElement[Any] = _row_of(order).scalar_subquery()
    return value


def _row_of(order: Sort) -> Any:
    """The value of the metric, parameter or tag of a run."""
    row_type, value = _ITEMS[order.field.name]
    name = row_type.key if row_type is MLRunTag else row_type.name
    return select(value).where(row_type.run_id == MLRun.id, name == order.key).correlate(MLRun)
