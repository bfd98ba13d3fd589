"""SQL of a query's words and fields, over experiments."""

from typing import Any, Final

from sqlalchemy import ColumnElement, exists, or_, select

from mldb.models import MLExperiment, MLExperimentTag, MLRun
from mldb.search.nodes import Comparison, Words
from mldb.statements.search.columns import searchable_columns
from mldb.statements.search.comparison import compared, matches

COLUMNS: Final[dict[str, Any]] = searchable_columns(MLExperiment) | {
    "experiment_id": MLExperiment.id
}


def experiment_leaf(condition: Words | Comparison) -> ColumnElement[bool]:
    """SQL over experiments."""
    if isinstance(condition, Words):
        return or_(
            matches(MLExperiment.name, condition.pattern),
            matches(MLExperiment.description, condition.pattern),
        )
    match condition.field.name:
        case "is" | "has":
            return _has(str(condition.operand))
        case "tag":
            return _has_tag(condition)
        case name:
            return compared(COLUMNS[name], condition.operator, condition.operand)


def _has_tag(condition: Comparison) -> ColumnElement[bool]:
    tags = select(MLExperimentTag.id).where(MLExperimentTag.experiment_id == MLExperiment.id)
    how, operand = condition.operator, condition.operand
    if condition.key is None:
        return exists(tags.where(compared(MLExperimentTag.key, how, operand)))
    value = compared(MLExperimentTag.value, how, operand)
    return exists(tags.where(MLExperimentTag.key == condition.key, value))


def _has(what: str) -> ColumnElement[bool]:
    match what:
        case "trashed":
            return MLExperiment.deleted_at.is_not(None)
        case "description":
            return MLExperiment.description != ""
        case "tag":
            of_tag = select(MLExperimentTag.id)
            return exists(of_tag.where(MLExperimentTag.experiment_id == MLExperiment.id))
        case _:
            runs = select(MLRun.id).where(MLRun.experiment_id == MLExperiment.id)
            return exists(runs.where(MLRun.deleted_at.is_(None)))
