"""Statements about one model together with its aliases, tags and metrics."""

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, literal_column, select
from sqlalchemy.orm import aliased

from mldb.models import MLMetric, MLModel, MLModelVersion
from mldb.statements.registry.readers.pairs import aliases_of_model, json_pairs, tags_of_model
from mldb.values.enums import Goal


@cache
def model_with_aliases() -> Select[Any]:
    """Columns of the live model `model_name`, its tags and aliases."""
    table: Any = MLModel.__table__
    return select(
        *table.c,
        tags_of_model().label("tags"),
        aliases_of_model().label("aliases"),
    ).where(MLModel.name == bindparam("model_name"), MLModel.deleted_at.is_(None))


@cache
def model_with_best() -> Select[Any]:
    """Columns of the live model `model_name`, its tags, metric names and best version.

    The names are at most `count` of those in its newest `versions` versions; `best_number`
    and `best_value` belong to the version `best_id`, the best by the primary metric.
    """
    table: Any = MLModel.__table__
    best, metric = aliased(MLModelVersion), aliased(MLMetric)
    return (
        select(
            *table.c,
            tags_of_model().label("tags"),
            _metric_names().label("metric_names"),
            best.id.label("best_id"),
            best.number.label("best_number"),
            metric.value.label("best_value"),
            best.created_at.label("best_created_at"),
        )
        .select_from(MLModel)
        .outerjoin(best, best.id == best_version(MLModel.id, MLModel.primary_metric))
        .outerjoin(
            metric, and_(metric.version_id == best.id, metric.name == MLModel.primary_metric)
        )
        .where(MLModel.name == bindparam("model_name"), MLModel.deleted_at.is_(None))
    )


def best_version(model_id: Any, metric_name: Any) -> Any:
    """Subquery: id of a model's best live version by its goal, the newest of equal ones.

    NULL without a goal, or if no version has the metric.
    """
    value = (
        select(MLMetric.value)
        .where(MLMetric.version_id == MLModelVersion.id, MLMetric.name == metric_name)
        # A lookup in the index for each version; sorted by value the metrics of all models would
        # have to be read until one of this model comes.
        .correlate(MLModelVersion, MLModel)
        .scalar_subquery()
    )
    signed = value * case((MLModel.primary_metric_goal == Goal.MINIMIZE, -1.0), else_=1.0)
    measured = (
        select(MLModelVersion.id, MLModelVersion.number, signed.label("signed"))
        .where(MLModelVersion.model_id == model_id, MLModelVersion.deleted_at.is_(None))
        .correlate(MLModel)
        .subquery()
    )
    return (
        select(measured.c.id)
        .where(measured.c.signed.is_not(None))
        .order_by(measured.c.signed.desc(), measured.c.number.desc())
        .limit(1)
        .correlate(MLModel)
        .scalar_subquery()
    )


def _metric_names() -> Any:
    newest = (
        select(MLModelVersion.id)
        .where(MLModelVersion.model_id == MLModel.id, MLModelVersion.deleted_at.is_(None))
        .order_by(MLModelVersion.number.desc())
        .limit(bindparam("versions"))
        .correlate(MLModel)
        .subquery()
    )
    # In no order, lest SQLite walks along the names of all metrics of the registry.
    names = (
        select(MLMetric.name)
        .distinct()
        .where(MLMetric.version_id == newest.c.id)
        .limit(bindparam("count"))
        .correlate(MLModel)
        .subquery()
    )
    return (
        select(json_pairs(names.c.name, literal_column("1"))).correlate(MLModel).scalar_subquery()
    )


@cache
def model_ids() -> Select[str, int]:
    """Name and id of the live models with one of the `names`."""
    return select(MLModel.name, MLModel.id).where(
        MLModel.name.in_(bindparam("names", expanding=True)), MLModel.deleted_at.is_(None)
    )


@cache
def trend() -> Select[int, float, Any]:
    """Number, value and time of the newest `count` live versions of `model_id` with a metric.

    Only versions with a number below `before`.
    """
    return (
        select(MLModelVersion.number, MLMetric.value, MLModelVersion.created_at)
        .join(MLMetric, MLMetric.version_id == MLModelVersion.id)
        .where(
            MLModelVersion.model_id == bindparam("model_id"),
            MLModelVersion.number < bindparam("before"),
            MLModelVersion.deleted_at.is_(None),
            # Concatenated, lest SQLite walks along an index of all values of the metric.
            MLMetric.name.concat("") == bindparam("metric"),
        )
        .order_by(MLModelVersion.number.desc())
        .limit(bindparam("count"))
    )
