"""Statements about logged models."""

from functools import cache
from typing import Any

from sqlalchemy import Delete, Insert, Select, bindparam, delete, insert, select
from sqlalchemy.orm import contains_eager

from mldb.models import (
    MLExperiment,
    MLLoggedModel,
    MLLoggedModelMetric,
    MLLoggedModelParam,
    MLLoggedModelTag,
    MLRun,
)


@cache
def logged_models() -> Select[MLLoggedModel]:
    """Logged models, loaded with what their readers need of their experiment and run."""
    experiment = contains_eager(MLLoggedModel.experiment)
    run = contains_eager(MLLoggedModel.run)
    return (
        select(MLLoggedModel)
        .join(MLLoggedModel.experiment)
        .outerjoin(MLLoggedModel.run)
        .options(
            experiment.load_only(MLExperiment.name, MLExperiment.deleted_at, raiseload=True),
            run.load_only(MLRun.public_id, MLRun.deleted_at, raiseload=True),
        )
    )


@cache
def logged_model_by_public_id() -> Select[MLLoggedModel]:
    """The logged model with this `public_id`."""
    return logged_models().where(MLLoggedModel.public_id == bindparam("public_id"))


@cache
def logged_model_columns() -> Select[Any]:
    """Columns of logged models with the name of their experiment and the id of their run."""
    table: Any = MLLoggedModel.__table__
    run: Any = MLRun.__table__
    run_public_id = select(run.c.public_id).where(run.c.id == table.c.run_id)
    return select(
        *table.c,
        MLExperiment.name.label("experiment_name"),
        run_public_id.correlate(table).scalar_subquery().label("run_public_id"),
    ).join_from(MLLoggedModel, MLExperiment)


def params_of(row_id: int) -> Select[str, str]:
    """Name and value of the parameters, by name."""
    columns = select(MLLoggedModelParam.name, MLLoggedModelParam.value)
    owned = columns.where(MLLoggedModelParam.logged_model_id == row_id)
    return owned.order_by(MLLoggedModelParam.name)


def tags_of(row_id: int) -> Select[str, str]:
    """Key and value of the tags, by key."""
    columns = select(MLLoggedModelTag.key, MLLoggedModelTag.value)
    owned = columns.where(MLLoggedModelTag.logged_model_id == row_id)
    return owned.order_by(MLLoggedModelTag.key)


def metrics_of(row_id: int) -> Select[Any]:
    """Columns of the metrics, by name, dataset, step and time."""
    table: Any = MLLoggedModelMetric.__table__
    owned = select(*table.c).where(table.c.logged_model_id == row_id)
    return owned.order_by(*table.primary_key.columns)


@cache
def insert_into(row_type: Any) -> Insert:
    """Insert rows of a table without an id."""
    return insert(row_type.__table__)


@cache
def delete_same(row_type: Any) -> Delete:
    """Delete the row that has the same key as the given one; its columns are named `same_…`."""
    table: Any = row_type.__table__
    same = (column == bindparam(f"same_{column.name}") for column in table.primary_key.columns)
    return delete(table).where(*same)
