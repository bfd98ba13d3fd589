"""Statements about versions."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, and_, bindparam, insert, select, true
from sqlalchemy.orm import contains_eager

from mldb.models import MLLoggedModel, MLMetric, MLModel, MLModelVersion, MLRun
from mldb.values.enums import Goal


@cache
def versions() -> Select[MLModelVersion]:
    """Versions, loaded with what their readers need of their model, run and logged model."""
    model = contains_eager(MLModelVersion.model)
    run, logged = contains_eager(MLModelVersion.run), contains_eager(MLModelVersion.logged_model)
    return (
        select(MLModelVersion)
        .join(MLModelVersion.model)
        .outerjoin(MLModelVersion.run)
        .outerjoin(MLModelVersion.logged_model)
        .options(
            model.load_only(MLModel.name, MLModel.deleted_at, raiseload=True),
            run.load_only(MLRun.public_id, raiseload=True),
            logged.load_only(MLLoggedModel.public_id, raiseload=True),
        )
    )


@cache
def version_columns() -> Select[Any]:
    """Columns of versions, with the name of their model and the ids of their origin for people."""
    table: Any = MLModelVersion.__table__
    origin = (column.label(name) for name, column in origin_columns().items())
    return select(*table.c, MLModel.name.label("model_name"), *origin)


@cache
def live_version_columns() -> Select[Any]:
    """Columns of versions outside the trash, of models outside the trash."""
    return (
        version_columns()
        .join(MLModelVersion.model)
        .where(MLModelVersion.deleted_at.is_(None), MLModel.deleted_at.is_(None))
    )


def origin_columns() -> dict[str, Any]:
    """The ids for people of the run and the logged model that a version comes from, by name.

    Subqueries, which can't change how a list of versions is read.
    """
    version: Any = MLModelVersion.__table__
    run: Any = MLRun.__table__
    logged: Any = MLLoggedModel.__table__
    run_id = select(run.c.public_id).where(run.c.id == version.c.run_id)
    logged_id = select(logged.c.public_id).where(logged.c.id == version.c.logged_model_id)
    return {
        "run_public_id": run_id.correlate(version).scalar_subquery(),
        "logged_model_public_id": logged_id.correlate(version).scalar_subquery(),
    }


@cache
def insert_versions() -> Insert:
    """Insert versions, without the ORM; returns id, model and number of each."""
    table: Any = MLModelVersion.__table__
    return insert(table).returning(table.c.id, table.c.model_id, table.c.number)


@cache
def version_by_number() -> Select[MLModelVersion]:
    """The version `version_number` of the model of the name `model_name`."""
    return versions().where(
        MLModel.name == bindparam("model_name"),
        MLModelVersion.number == bindparam("version_number"),
    )


@cache
def live_versions() -> Select[MLModelVersion]:
    """Versions outside the trash, of models outside the trash."""
    return versions().where(MLModelVersion.deleted_at.is_(None), MLModel.deleted_at.is_(None))


@cache
def neighbours() -> Select[int | None, int | None]:
    """Numbers of the versions of `model_id` outside the trash right before and after `number`."""
    numbers = select(MLModelVersion.number).where(
        MLModelVersion.model_id == bindparam("model_id"), MLModelVersion.deleted_at.is_(None)
    )
    number: Any = bindparam("number")
    before = numbers.where(MLModelVersion.number < number).order_by(MLModelVersion.number.desc())
    after = numbers.where(MLModelVersion.number > number).order_by(MLModelVersion.number)
    return select(before.limit(1).scalar_subquery(), after.limit(1).scalar_subquery())


def best_of(ids: Select[Any], metric: str, goal: Goal, *, is_past: bool) -> Select[Any]:
    """Id, model name, number and value of the best of these versions; of equal ones the newer.

    Versions in the trash don't count, unless it is about the past.
    """
    value = (
        select(MLMetric.value)
        .where(MLMetric.version_id == MLModelVersion.id, MLMetric.name == metric)
        # As in `mldb.statements.registry.readers.models.best_version`.
        .correlate(MLModelVersion)
        .scalar_subquery()
    )
    scope = (
        true()
        if is_past
        else and_(MLModelVersion.deleted_at.is_(None), MLModel.deleted_at.is_(None))
    )
    columns = (MLModelVersion.id, MLModel.name.label("model_name"), MLModelVersion.number)
    measured = (
        select(*columns, value.label("value"))
        .join(MLModelVersion.model)
        .where(MLModelVersion.id.in_(ids), scope)
        .subquery()
    )
    best_first = measured.c.value.desc() if goal is Goal.MAXIMIZE else measured.c.value.asc()
    order = (best_first, measured.c.number.desc())
    return select(*measured.c).where(measured.c.value.is_not(None)).order_by(*order).limit(1)


def ranked(model_id: int, metric: str, goal: Goal) -> Select[int, str, int, float]:
    """Id, model name, number and value of a model's live versions that have the metric.

    Best first; of equal ones the newer first.
    """
    best_first = MLMetric.value.desc() if goal is Goal.MAXIMIZE else MLMetric.value.asc()
    return (
        select(
            MLModelVersion.id,
            MLModel.name.label("model_name"),
            MLModelVersion.number,
            MLMetric.value,
        )
        .join(MLModelVersion.model)
        .join(MLMetric, MLMetric.version_id == MLModelVersion.id)
        .where(
            MLModelVersion.model_id == model_id,
            MLModelVersion.deleted_at.is_(None),
            MLMetric.name == metric,
        )
        .order_by(best_first, MLModelVersion.number.desc())
    )
