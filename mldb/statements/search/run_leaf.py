"""SQL of a query's words and fields, over runs."""

import re
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from mldb.models import (
    MLDataset,
    MLExperiment,
    MLMetricSeries,
    MLModelVersion,
    MLRun,
    MLRunInput,
    MLRunParam,
    MLRunTag,
)
from mldb.search.nodes import Comparison, Condition, Operator, Words
from mldb.search.pattern import Pattern
from mldb.statements.search.beginning import begins
from mldb.statements.search.columns import searchable_columns
from mldb.statements.search.comparison import compared, matches
from mldb.statements.search.unindexed import equal_past_indexes
from mldb.values.limits import INDEXED_LENGTH, RUN_ID_LENGTH

STATISTICS: Final[dict[str, Any]] = {
    "metric": MLMetricSeries.last_value,
    "min": MLMetricSeries.min_value,
    "max": MLMetricSeries.max_value,
}
"""Columns of a metric by the field that compares them."""
ORDERED: Final[Any] = aliased(MLMetricSeries, name="ordered")
"""The metrics that a list is sorted by; conditions on metrics have a table of their own."""

_COLUMNS: Final[dict[str, Any]] = {
    **searchable_columns(MLRun),
    "experiment": MLExperiment.name,
    "experiment_id": MLRun.experiment_id,
}
_OF_INPUT: Final[dict[str | None, Any]] = {
    "digest": MLDataset.digest,
    "context": MLRunInput.context,
}
_HAVING: Final[dict[str, Any]] = {
    "version": MLModelVersion,
    "metric": MLMetricSeries,
    "param": MLRunParam,
    "tag": MLRunTag,
    "dataset": MLRunInput,
}
_STARTS: Final[dict[str, tuple[Any, Any]]] = {
    "user": (MLRun.user_start, MLRun.user_name),
    "commit": (MLRun.commit_start, MLRun.git_commit),
}
"""Columns of the beginning and of the whole text."""


def run_leaf(  # noqa: PLR0911  # a table of cases
    condition: Words | Comparison, run_id: Any = MLRun.id
) -> ColumnElement[bool]:
    """SQL over runs joined with their experiments, which no index over runs is searched by.

    What belongs to a run is looked up by `run_id`.
    """
    if isinstance(condition, Words):
        return _named(condition.pattern)
    lead = lead_of(condition)
    if lead is not None:
        return equal_past_indexes(*lead)
    how, operand = condition.operator, condition.operand
    match condition.field.name:
        case "is" | "has":
            return _has(str(operand))
        case "id":
            return _of_id(MLRun.public_id, condition)
        case "ended":
            return MLRun.ended_at.is_not(None) & compared(MLRun.ended_at, how, operand)
        case name if name in _COLUMNS:
            return compared(_COLUMNS[name], how, operand)
        case _:
            return _belongs(condition, run_id)


def _belongs(condition: Comparison, run_id: Any) -> ColumnElement[bool]:
    """Whether a run has such a parent, dataset, tag, parameter or metric."""
    name, how, operand = condition.field.name, condition.operator, condition.operand
    if name == "parent":
        parent = aliased(MLRun)
        of_run = select(parent.id).where(parent.id == MLRun.parent_id)
        return _exists(of_run.where(_of_id(parent.public_id, condition)))
    if name == "dataset":
        of_run = select(MLRunInput.run_id).where(MLRunInput.run_id == run_id)
        column = _OF_INPUT.get(condition.key, MLDataset.name)
        return _exists(of_run.join(MLDataset).where(compared(column, how, operand)))
    item, value = _value(condition)
    of_run = select(item.run_id).where(item.run_id == run_id)
    if condition.key is None:
        return _exists(of_run.where(compared(item.key, how, operand)))
    named = of_run.where(_name(item) == condition.key)
    if isinstance(operand, float):
        # As the value of a subquery no index is searched for it: the run and the name have one row.
        number = named.with_only_columns(value).correlate(MLRun, ORDERED).scalar_subquery()
        return func.coalesce(compared(number, how, operand), false())
    return _exists(named.where(compared(value, how, operand)))


def lead_of(condition: Condition) -> tuple[Any, str] | None:
    """The column that it wants to have this value, if an index has the runs with it by start."""
    if not isinstance(condition, Comparison):
        return None
    name, exact = condition.field.name, _exact(condition)
    if name == "status":
        return MLRun.status, str(condition.operand)
    if name in _STARTS and exact is not None and len(exact) < INDEXED_LENGTH:
        return _STARTS[name][0], exact
    return None


def run_ids(condition: Comparison, experiment_id: int | None) -> Select[Any] | None:
    """Ids of the runs that it holds for, each once, read from an index; None: there is no index.

    They may be of any experiment; where there is an index for it, of this one.
    """
    name = condition.field.name
    run = aliased(MLRun)
    runs = select(run.id.label("run_id"))
    if name == "status":
        return runs.where(run.status == condition.operand)
    if name == "parent" and _exact(condition) is not None:
        parent = aliased(MLRun)
        parent_id = select(parent.id).where(_of_id(parent.public_id, condition))
        return runs.where(run.parent_id == parent_id.scalar_subquery())
    if name == "id" or name in _STARTS:
        start, text = _STARTS.get(name, (MLRun.public_id, MLRun.public_id))
        found = begins(getattr(run, start.key), getattr(run, text.key), condition.operand)
        return None if found is None else runs.where(found)
    return None if condition.key is None else _ids_by_value(condition, experiment_id)


def _ids_by_value(condition: Comparison, experiment_id: int | None) -> Select[Any] | None:
    item, value = _value(condition)
    ids = select(item.run_id).where(_name(item) == condition.key)
    if item is MLMetricSeries and experiment_id is not None:
        ids = ids.where(MLMetricSeries.experiment_id == experiment_id)
    if isinstance(condition.operand, float) or condition.operator is Operator.EXISTS:
        return ids.where(compared(value, condition.operator, condition.operand))
    found = begins(item.value_start, value, condition.operand)
    return None if found is None else ids.where(found)


def _value(condition: Comparison) -> tuple[Any, Any]:
    """The table of the tag, parameter or metric, and its column that is compared."""
    match condition.field.name:
        case "tag":
            return MLRunTag, MLRunTag.value
        case "param":
            is_number = isinstance(condition.operand, float)
            return MLRunParam, MLRunParam.number if is_number else MLRunParam.value
        case name:
            return MLMetricSeries, STATISTICS[name]


def _name(item: Any) -> Any:
    return item.key if item is MLRunTag else item.name


def _named(pattern: Pattern) -> ColumnElement[bool]:
    """The name has it, or the id begins with it; a whole id is nothing else."""
    (first, *others) = pattern.pieces
    if others or not re.fullmatch("[0-9a-f]+", first):
        return matches(MLRun.name, pattern)
    if len(first) == RUN_ID_LENGTH:
        return MLRun.public_id == first
    return or_(matches(MLRun.name, pattern), MLRun.public_id.like(f"{first}%"))


def _of_id(public_id: Any, condition: Comparison) -> ColumnElement[bool]:
    """An id has no capitals, so that the index over it can be used."""
    exact = _exact(condition)
    if exact is not None:
        is_it: ColumnElement[bool] = public_id == exact
        return is_it
    return compared(public_id, condition.operator, condition.operand)


def _exact(condition: Comparison) -> str | None:
    """The only text, folded, that it holds for; None: there are more, or it is about numbers."""
    return condition.operand.exact if isinstance(condition.operand, Pattern) else None


def _has(what: str) -> ColumnElement[bool]:
    match what:
        case "trashed":
            return MLRun.deleted_at.is_not(None) | MLExperiment.deleted_at.is_not(None)
        case "description":
            return MLRun.description != ""
        case "parent":
            return MLRun.parent_id.is_not(None)
        case "child":
            child = aliased(MLRun)
            of_run = select(child.id).where(child.parent_id == MLRun.id)
            return _exists(of_run.where(child.deleted_at.is_(None)))
        case _:
            item = _HAVING[what]
            is_live = item.deleted_at.is_(None) if what == "version" else true()
            return _exists(select(item.run_id).where(item.run_id == MLRun.id, is_live))


def _exists(query: Select[Any]) -> ColumnElement[bool]:
    # The subquery has a table of its own, whatever table the list is read from. The offset keeps
    # PostgreSQL from turning it into a join, which it would begin at the other end.
    return exists(query.correlate(MLRun, ORDERED).offset(0))
