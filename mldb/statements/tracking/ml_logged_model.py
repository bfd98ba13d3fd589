"""Statements about logged models."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Delete, Insert, Select, bindparam, delete, insert, select
from sqlalchemy.orm import contains_eager
from sqlalchemy.sql.dml import ReturningDelete

from mldb.models import (
    MLExperiment,
    MLLoggedModel,
    MLLoggedModelMetric,
    MLLoggedModelParam,
    MLLoggedModelTag,
    MLRun,
)

_ROW_IDS: Final[Any] = bindparam("row_ids", expanding=True)


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


@cache
def logged_models_by_public_ids() -> Select[MLLoggedModel]:
    """The logged models with these `public_ids`, trash included, in no order."""
    public_ids: Any = bindparam("public_ids", expanding=True)
    return logged_models().where(MLLoggedModel.public_id.in_(public_ids))


@cache
def params_of() -> Select[int, str, str]:
    """Id of the model, name and value of the parameters of `row_ids`, by name."""
    owner = MLLoggedModelParam.logged_model_id
    columns = select(owner, MLLoggedModelParam.name, MLLoggedModelParam.value)
    return columns.where(owner.in_(_ROW_IDS)).order_by(MLLoggedModelParam.name)


@cache
def tags_of() -> Select[int, str, str]:
    """Id of the model, key and value of the tags of `row_ids`, by key."""
    owner = MLLoggedModelTag.logged_model_id
    columns = select(owner, MLLoggedModelTag.key, MLLoggedModelTag.value)
    return columns.where(owner.in_(_ROW_IDS)).order_by(MLLoggedModelTag.key)


@cache
def metrics_of() -> Select[Any]:
    """Columns of the metrics of `row_ids`, by name, dataset, step and time."""
    table: Any = MLLoggedModelMetric.__table__
    owned = select(*table.c).where(table.c.logged_model_id.in_(_ROW_IDS))
    return owned.order_by(*table.primary_key.columns)


@cache
def delete_tag() -> ReturningDelete[Any]:
    """Delete the tag `tag_key` of the model `row_id`; gives its key."""
    table: Any = MLLoggedModelTag.__table__
    of_model = table.c.logged_model_id == bindparam("row_id")
    found = delete(table).where(of_model, table.c.key == bindparam("tag_key"))
    returning: ReturningDelete[Any] = found.returning(table.c.key)
    return returning


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
