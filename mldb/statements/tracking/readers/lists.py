"""Statements that read figures and names for lists of experiments and runs."""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import aliased

from mldb.models import (
    MLDataset,
    MLExperiment,
    MLMetricSeries,
    MLRun,
    MLRunInput,
    MLRunParam,
    MLRunTag,
)
from mldb.values.enums import RunStatus

_ITEMS: Final[dict[str, tuple[Any, Any]]] = {
    "metrics": (MLMetricSeries, MLMetricSeries.name),
    "params": (MLRunParam, MLRunParam.name),
    "tags": (MLRunTag, MLRunTag.key),
}
_IDS: Final[Any] = bindparam("ids", expanding=True)


@cache
def figures_of_experiments() -> Select[Any]:
    """Of the experiments with these `ids`: the number of live runs up to `most`, and the last."""
    last = (
        select(MLRun.id)
        .where(MLRun.experiment_id == MLExperiment.id, MLRun.deleted_at.is_(None))
        .order_by(MLRun.started_at.desc(), MLRun.id.desc())
        .limit(1)
        .correlate(MLExperiment)
        .scalar_subquery()
    )
    run: Any = aliased(MLRun, name="last_run")
    return (
        select(
            MLExperiment.id,
            _count_up_to(MLRun.experiment_id == MLExperiment.id, MLExperiment),
            run.public_id,
            run.name,
            run.status,
            run.started_at,
        )
        .outerjoin(run, run.id == last)
        .where(MLExperiment.id.in_(_IDS))
    )


@cache
def counts_of_children() -> Select[Any]:
    """Id of the runs with these `ids` that have live children, and their number up to `most`."""
    parent: Any = aliased(MLRun, name="of")
    count = _count_up_to(MLRun.parent_id == parent.id, parent)
    has_children = select(MLRun.id).where(MLRun.parent_id == parent.id).exists()
    return select(parent.id, count).where(parent.id.in_(_IDS), has_children)


@cache
def tags_of_runs() -> Select[int, str, str]:
    """Run, key and value of the tags of the runs with these `ids`, at most `most`."""
    return (
        select(MLRunTag.run_id, MLRunTag.key, MLRunTag.value)
        .where(MLRunTag.run_id.in_(_IDS))
        .order_by(MLRunTag.run_id, MLRunTag.key)
        .limit(bindparam("most"))
    )


@cache
def ids_of_experiments() -> Select[str, int]:
    """Name and id of the live experiments with these `names`."""
    named = MLExperiment.name.in_(bindparam("names", expanding=True))
    return select(MLExperiment.name, MLExperiment.id).where(
        named, MLExperiment.deleted_at.is_(None)
    )


@cache
def ids_of_runs() -> Select[str, int]:
    """Public id and id of the live runs with these `names`."""
    named = MLRun.public_id.in_(bindparam("names", expanding=True))
    return (
        select(MLRun.public_id, MLRun.id)
        .join(MLRun.experiment)
        .where(named, MLRun.deleted_at.is_(None), MLExperiment.deleted_at.is_(None))
    )


@cache
def number_running() -> Select[int]:
    """How many live runs are running, up to `most`."""
    running = (
        select(literal(1))
        .select_from(MLRun)
        .join(MLRun.experiment)
        .where(
            MLRun.status == RunStatus.RUNNING,
            MLRun.deleted_at.is_(None),
            MLExperiment.deleted_at.is_(None),
        )
        .limit(bindparam("most"))
    )
    return select(func.count()).select_from(running.subquery())


@cache
def names_of_runs() -> Any:
    """Item type and name of what the runs with these `ids` logged: at most `most` of each type."""
    parts = []
    for item_type, (row_type, name) in _ITEMS.items():
        # Concatenated, lest SQLite walks along the names of all runs.
        column = name.concat("").label("name")
        some = (
            select(literal(item_type).label("item_type"), column)
            .distinct()
            .where(row_type.run_id.in_(_IDS))
            .order_by(column)
            .limit(bindparam("most"))
        )
        parts.append(select(some.subquery()))
    return union_all(*parts).order_by("item_type", "name")


@cache
def longest_metric() -> Select[str]:
    """Name of the metric with the most points, of the runs with these `ids`, if it has several."""
    series = MLMetricSeries
    order = (series.count.desc(), series.name)
    return (
        select(series.name)
        .where(series.run_id.in_(_IDS), series.count > 1)
        .order_by(*order)
        .limit(1)
    )


@cache
def dataset_uses() -> Any:
    """Experiment, name, digest and context of what live runs of experiments read, `most` of them.

    Of the live experiments with these `ids`, each only once.
    """
    columns: Any = (MLDataset.experiment_id, MLDataset.name, MLDataset.digest, MLRunInput.context)
    uses: Select[Any] = (
        select(*columns)
        .distinct()
        .join_from(MLDataset, MLRunInput, MLRunInput.dataset_id == MLDataset.id)
        .join(MLRun, MLRun.id == MLRunInput.run_id)
        .join(MLExperiment, MLExperiment.id == MLDataset.experiment_id)
        .where(
            MLDataset.experiment_id.in_(_IDS),
            MLRun.deleted_at.is_(None),
            MLExperiment.deleted_at.is_(None),
        )
        .order_by(*columns)
        .limit(bindparam("most"))
    )
    return uses


def _count_up_to(condition: ColumnElement[bool], outer: Any) -> Any:
    """The number of live runs that meet a condition about the row outside, up to `most`."""
    some = (
        select(literal(1))
        .select_from(MLRun)
        .where(condition, MLRun.deleted_at.is_(None))
        .limit(bindparam("most"))
        .correlate(outer)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()
