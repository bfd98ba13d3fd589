"""Statements about runs."""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Insert, Select, and_, bindparam, func, insert, select
from sqlalchemy.orm import aliased, contains_eager

from mldb.models import (
    MLExperiment,
    MLLoggedModel,
    MLMetricSeries,
    MLModel,
    MLModelVersion,
    MLRun,
    MLRunParam,
    MLRunTag,
)
from mldb.search.pattern import start_of
from mldb.values.numbers import number_of

PARENT: Final[Any] = aliased(MLRun, name="parent")


@cache
def runs() -> Select[MLRun]:
    """Runs, loaded with the name of their experiment and the public id of their parent."""
    experiment = contains_eager(MLRun.experiment)
    parent = contains_eager(MLRun.parent.of_type(PARENT))
    return (
        select(MLRun)
        .join(MLRun.experiment)
        .outerjoin(MLRun.parent.of_type(PARENT))
        .options(
            experiment.load_only(MLExperiment.name, MLExperiment.deleted_at, raiseload=True),
            parent.load_only(PARENT.public_id, raiseload=True),
        )
    )


@cache
def run_by_public_id() -> Select[MLRun]:
    """The run with this `public_id`."""
    return runs().where(MLRun.public_id == bindparam("public_id"))


def is_live_run() -> ColumnElement[bool]:
    """The run is outside the trash, and so is its experiment."""
    return and_(MLRun.deleted_at.is_(None), MLExperiment.deleted_at.is_(None))


@cache
def run_columns() -> Select[Any]:
    """Columns of runs with the name of their experiment and the public id of their parent."""
    table: Any = MLRun.__table__
    parent: Any = table.alias("parent")
    # A subquery, which can't change how a list of runs is read.
    parent_public_id = select(parent.c.public_id).where(parent.c.id == MLRun.parent_id)
    return select(
        *table.c,
        MLExperiment.name.label("experiment_name"),
        parent_public_id.scalar_subquery().label("parent_public_id"),
    ).join(MLRun.experiment)


@cache
def insert_params() -> Insert:
    """Insert parameters of runs."""
    table: Any = MLRunParam.__table__
    return insert(table)


@cache
def insert_tags() -> Insert:
    """Insert tags of runs."""
    table: Any = MLRunTag.__table__
    return insert(table)


def param_row(run_id: int, name: str, value: str) -> dict[str, Any]:
    """Columns of a parameter."""
    start, number = start_of(value), number_of(value)
    columns = {"run_id": run_id, "name": name, "value": value}
    return columns | {"value_start": start, "number": number}


def tag_row(run_id: int, key: str, value: str) -> dict[str, Any]:
    """Columns of a tag."""
    start = start_of(value)
    return {"run_id": run_id, "key": key, "value": value, "value_start": start}


def params_of(run_id: int) -> Select[str, str]:
    """Name and value of the parameters of a run, by name."""
    columns = select(MLRunParam.name, MLRunParam.value)
    return columns.where(MLRunParam.run_id == run_id).order_by(MLRunParam.name)


def statistics_of(run_id: int) -> Select[Any]:
    """Name and last, least and greatest value of the metrics of a run, by name."""
    series: Any = MLMetricSeries.__table__.c
    columns = select(series.name, series.last_value, series.min_value, series.max_value)
    return columns.where(series.run_id == run_id).order_by(series.name)


def last_step(run_id: int) -> Select[int | None]:
    """The greatest step of the metrics of a run, or NULL."""
    return select(func.max(MLMetricSeries.last_step)).where(MLMetricSeries.run_id == run_id)


def versions_from(condition: ColumnElement[bool], limit: int) -> Select[str, int]:
    """Model name and number of versions, trash included, that come from such runs."""
    return (
        select(MLModel.name, MLModelVersion.number)
        .join(MLModelVersion.model)
        .where(condition)
        .order_by(MLModelVersion.id)
        .limit(limit)
    )


def comes_from_run(run_id: int) -> ColumnElement[bool]:
    """The version comes from the run, or from a model that the run logged."""
    logged = select(MLLoggedModel.id).where(MLLoggedModel.run_id == run_id)
    return (MLModelVersion.run_id == run_id) | MLModelVersion.logged_model_id.in_(logged)


def comes_from_experiment(experiment_id: int) -> ColumnElement[bool]:
    """The version comes from a run or a logged model of the experiment."""
    of_experiment = select(MLRun.id).where(MLRun.experiment_id == experiment_id)
    logged = select(MLLoggedModel.id).where(MLLoggedModel.experiment_id == experiment_id)
    return MLModelVersion.run_id.in_(of_experiment) | MLModelVersion.logged_model_id.in_(logged)
