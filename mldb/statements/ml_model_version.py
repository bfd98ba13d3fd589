"""Statements about versions."""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased, contains_eager

from mldb.models import MLMetric, MLModel, MLModelVersion
from mldb.types import Goal


@cache
def versions() -> Select[MLModelVersion]:
    """Versions with the name of their model and whether it lies in the trash."""
    model = contains_eager(MLModelVersion.model)
    return (
        select(MLModelVersion)
        .join(MLModelVersion.model)
        .options(model.load_only(MLModel.name, MLModel.deleted_at, raiseload=True))
    )


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
def latest_versions() -> Select[MLModelVersion]:
    """The live version with the highest number of each of the models `model_ids`."""
    other = aliased(MLModelVersion)
    # One look into the index per model, however many versions it has.
    highest = (
        select(other.id)
        .where(other.model_id == MLModel.id, other.deleted_at.is_(None))
        .order_by(other.number.desc())
        .limit(1)
        .correlate(MLModel)
        .scalar_subquery()
    )
    wanted = MLModel.id.in_(bindparam("model_ids", expanding=True))
    return live_versions().where(wanted, MLModelVersion.id == highest)


def neighbours(model_id: int, number: int) -> Select[int | None, int | None]:
    """Numbers of the model's versions outside the trash right before and right after this one."""
    numbers = select(MLModelVersion.number).where(
        MLModelVersion.model_id == model_id, MLModelVersion.deleted_at.is_(None)
    )
    before = numbers.where(MLModelVersion.number < number).order_by(MLModelVersion.number.desc())
    after = numbers.where(MLModelVersion.number > number).order_by(MLModelVersion.number)
    return select(before.limit(1).scalar_subquery(), after.limit(1).scalar_subquery())


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
