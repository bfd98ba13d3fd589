"""Columns that say of a model what belongs to it."""

from functools import cache
from typing import Any

from sqlalchemy import JSON, Select, and_, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import GenericFunction

from mldb.models import MLMetric, MLModel, MLModelAlias, MLModelTag, MLModelVersion
from mldb.types import CHAMPION


class _pairs(GenericFunction[Any]):  # noqa: N801  # SQL functions are lower case
    """Aggregate: a JSON object of names and values, NULL or empty if there are none."""

    inherit_cache = True
    type = JSON()


@compiles(_pairs, "sqlite")
def _sqlite_pairs(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_group_object({compiler.process(element.clauses, **options)})"


@compiles(_pairs, "postgresql")
def _postgres_pairs(element: Any, compiler: Any, **options: Any) -> str:
    return f"json_object_agg({compiler.process(element.clauses, **options)})"


@cache
def latest_version() -> Any:
    """Subquery: id of a model's version with the highest number outside the trash."""
    # One look into the index per model, however many versions it has.
    return (
        select(MLModelVersion.id)
        .where(MLModelVersion.model_id == MLModel.id, MLModelVersion.deleted_at.is_(None))
        .order_by(MLModelVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def with_summaries(models: Select[Any]) -> Select[Any]:
    """The statement about models, with the further columns of `MLModelListed`."""
    latest, champion = aliased(MLModelVersion), aliased(MLModelAlias)
    is_champion = and_(
        champion.model_id == MLModel.id,
        champion.name_key == CHAMPION,
        champion.is_current.is_(True),
    )
    shown = func.coalesce(champion.version_id, latest.id)
    metric = select(MLMetric.value).where(
        MLMetric.version_id == shown, MLMetric.name == MLModel.primary_metric
    )
    value = metric.correlate(MLModel, latest, champion).scalar_subquery()
    return (
        models.add_columns(
            latest.number.label("latest_number"),
            shown.label("shown_version_id"),
            _aliases_of_model().label("aliases"),
            _tags_of_model().label("tags"),
            value.label("metric_value"),
        )
        .outerjoin(champion, is_champion)
        .outerjoin(latest, latest.id == latest_version())
    )


@cache
def model_by_name() -> Select[Any]:
    """Columns of the live model `model_name`, its tags, and metrics of its latest version.

    Of the metrics the first `count` by name.
    """
    table: Any = MLModel.__table__
    metrics = (
        select(MLMetric.name, MLMetric.value)
        .where(MLMetric.version_id == latest_version().correlate(MLModel))
        .order_by(MLMetric.name)
        .limit(bindparam("count"))
        .subquery()
    )
    latest = select(_pairs(metrics.c.name, metrics.c.value)).select_from(metrics)
    return select(
        *table.c,
        _tags_of_model().label("tags"),
        latest.correlate(MLModel).scalar_subquery().label("metrics"),
    ).where(MLModel.name == bindparam("model_name"), MLModel.deleted_at.is_(None))


@cache
def model_with_aliases() -> Select[Any]:
    """Columns of the live model `model_name`, its tags, and where its aliases point."""
    table: Any = MLModel.__table__
    return select(
        *table.c,
        _tags_of_model().label("tags"),
        _aliases_of_model().label("aliases"),
    ).where(MLModel.name == bindparam("model_name"), MLModel.deleted_at.is_(None))


def _aliases_of_model() -> Any:
    pairs = select(_pairs(MLModelAlias.name, MLModelAlias.version_number)).where(
        MLModelAlias.model_id == MLModel.id, MLModelAlias.is_current.is_(True)
    )
    return pairs.scalar_subquery()


def _tags_of_model() -> Any:
    pairs = select(_pairs(MLModelTag.key, MLModelTag.value))
    return pairs.where(MLModelTag.model_id == MLModel.id).scalar_subquery()
