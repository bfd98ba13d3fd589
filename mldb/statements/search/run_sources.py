"""Where the columns of a list of runs come from."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select, true
from sqlalchemy.orm import aliased

from mldb.models import MLExperiment, MLRun
from mldb.search.nodes import Query
from mldb.statements.search.outermost import outermost

_UNSHOWN: Final = frozenset({"user_start", "commit_start"})
"""Columns for searches."""


def run_columns() -> Select[Any]:
    """What a list shows of a run."""
    runs: Any = MLRun.__table__
    parent = aliased(MLRun)
    parent_id = select(parent.public_id).where(parent.id == MLRun.parent_id).correlate(MLRun)
    return select(
        *(column for column in runs.c if column.name not in _UNSHOWN),
        MLExperiment.name.label("experiment_name"),
        parent_id.scalar_subquery().label("parent_public_id"),
    )


def joined(columns: Select[Any], few: FromClause | None = None) -> Select[Any]:
    """The columns of runs and their experiments; of the runs among the few, if some are given."""
    if few is None:
        return columns.select_from(MLRun).join(MLRun.experiment)
    runs: Any = MLRun.__table__
    of_experiment = MLExperiment.id == MLRun.experiment_id
    return columns.select_from(outermost(few, runs, few.c.run_id == runs.c.id)).join(
        MLExperiment, of_experiment
    )


def outside_trash(query: Query) -> ColumnElement[bool]:
    """Runs outside the trash, unless the query names it."""
    if query.reaches_trash:
        return true()
    return and_(MLRun.deleted_at.is_(None), MLExperiment.deleted_at.is_(None))


def number_in_trash() -> ColumnElement[int]:
    """Number of runs in the trash, by themselves or with their experiment."""
    is_trashed = MLRun.deleted_at.is_not(None)
    experiments = select(MLExperiment.id).where(MLExperiment.deleted_at.is_not(None))
    alone = select(func.count()).where(is_trashed)
    with_experiment = select(func.count()).where(MLRun.experiment_id.in_(experiments), ~is_trashed)
    return alone.scalar_subquery() + with_experiment.scalar_subquery()


def in_all(ids: Sequence[Select[Any]]) -> Select[Any]:
    """The ids that are in all of these, read from the first."""
    first, *others = ids
    (run_id,) = first.selected_columns
    return first.where(*(is_among(run_id, other) for other in others))


def is_among(run_id: Any, ids: Select[Any]) -> ColumnElement[bool]:
    """The id is one of these, which are read once and looked up in memory."""
    # “Is true” keeps SQLite from reading along them and PostgreSQL from making a join of it.
    return run_id.in_(ids.correlate(None)).is_(True)  # type: ignore[no-any-return]
