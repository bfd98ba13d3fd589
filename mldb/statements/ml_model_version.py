"""Statements about versions."""

from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

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
