"""Columns that say of a model what belongs to it."""

from functools import cache
from typing import Any

from sqlalchemy import JSON, Select, and_, bindparam, case, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import GenericFunction

from mldb.models import (
    MLMetric,
    MLModel,
    MLModelActivity,
    MLModelAlias,
    MLModelTag,
    MLModelVersion,
)
from mldb.statements.registry.ml_model_activity import ACTIVE_AT, ACTIVE_BY
from mldb.values.enums import Goal
from mldb.values.names import CHAMPION


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


def with_summaries(models: Select[Any], *, by_activity: bool = False) -> Select[Any]:
    """The statement about models, with the further columns of `MLModelListed`.

    If they are sorted `by_activity`, they can be read along an index of it.
    """
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
    of_model = MLModelActivity.model_id == MLModel.id
    return (
        models.add_columns(
            ACTIVE_AT.label("active_at"),
            ACTIVE_BY.label("active_by"),
            latest.number.label("latest_number"),
            shown.label("shown_version_id"),
            _aliases_of_model().label("aliases"),
            _tags_of_model().label("tags"),
            value.label("metric_value"),
        )
        .join(MLModelActivity, of_model, isouter=not by_activity)
        .outerjoin(champion, is_champion)
        .outerjoin(latest, latest.id == latest_version())
    )


@cache
def model_by_name() -> Select[Any]:
    """Columns of the live model `model_name`, its tags, the names of its metrics, and its best.

    The names are at most `count` of those in its newest `versions` versions; `best_number`
    and `best_value` are of the version `best_id`, which is the best by the primary metric.
    """
    table: Any = MLModel.__table__
    best, metric = aliased(MLModelVersion), aliased(MLMetric)
    return (
        select(
            *table.c,
            _tags_of_model().label("tags"),
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
    """Subquery: id of a model's live version that is the best by its goal; the newer of equal ones.

    NULL without a goal, or if no version has the metric.
    """
    value = (
        select(MLMetric.value)
        .where(MLMetric.version_id == MLModelVersion.id, MLMetric.name == metric_name)
        # A look into the index of each version; sorted by value the metrics of all models would
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
    return select(_pairs(names.c.name, literal_column("1"))).correlate(MLModel).scalar_subquery()


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
