"""Statements about the values of the primary metric of many models, and of one version."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, case, func, select, true
from sqlalchemy.orm import aliased

from mldb.models import MLMetric, MLModel, MLModelAlias, MLModelVersion
from mldb.statements.keys import Long, key_parts
from mldb.values.enums import Goal
from mldb.values.names import CHAMPION

RECENT: Final = 60
"""How many of a model's newest values are read."""


@cache
def model_standings() -> Select[Any]:
    """Of the live models with one of the `names` and a primary metric: goal, champions, counts.

    Each champion as number and value; the number of the previous one is NULL if it was trashed.
    """
    champion, value = aliased(MLModelAlias), aliased(MLMetric)
    previous, former, former_value = (
        aliased(MLModelAlias),
        aliased(MLModelVersion),
        aliased(MLMetric),
    )
    return (
        select(
            MLModel.id,
            MLModel.name,
            MLModel.primary_metric,
            MLModel.primary_metric_goal,
            champion.version_number.label("champion_number"),
            value.value.label("champion_value"),
            former.number.label("previous_number"),
            former_value.value.label("previous_value"),
            _newer_count(champion).label("behind"),
        )
        .select_from(MLModel)
        .outerjoin(champion, _is_champion(champion))
        .outerjoin(value, _is_primary(value, champion.version_id))
        .outerjoin(previous, previous.id == _last_other(champion))
        .outerjoin(former, and_(former.id == previous.version_id, former.deleted_at.is_(None)))
        .outerjoin(former_value, _is_primary(former_value, former.id))
        .where(
            MLModel.name.in_(bindparam("names", expanding=True)),
            MLModel.deleted_at.is_(None),
            MLModel.primary_metric.is_not(None),
        )
    )


@cache
def recent_values(dialect: str) -> Select[int, int, float]:
    """Model, number and value of the newest `RECENT` live versions with the primary metric.

    Of each of the `model_ids`, by number.
    """
    of_models = MLModel.id.in_(bindparam("model_ids", expanding=True))
    newest = (
        select(MLModelVersion.number, MLMetric.value)
        .join(MLMetric, _is_primary(MLMetric, MLModelVersion.id))
        .where(MLModelVersion.model_id == MLModel.id, MLModelVersion.deleted_at.is_(None))
        .order_by(MLModelVersion.number.desc())
        .correlate(MLModel)
    )
    if dialect == "postgresql":
        values = newest.limit(RECENT).lateral()
        joined = select(MLModel.id, values.c.number, values.c.value).join(values, true())
        return joined.where(of_models).order_by(MLModel.id, values.c.number)
    # Without LATERAL a limit for each model is the number of the oldest version that is wanted. A
    # window would read all versions.
    oldest = newest.with_only_columns(MLModelVersion.number).offset(RECENT - 1).limit(1)
    version, metric = aliased(MLModelVersion), aliased(MLMetric)
    return (
        select(MLModel.id, version.number, metric.value)
        .join(version, version.model_id == MLModel.id)
        .join(metric, _is_primary(metric, version.id))
        .where(
            of_models,
            version.number >= func.coalesce(oldest.scalar_subquery(), 0),
            version.deleted_at.is_(None),
        )
        .order_by(MLModel.id, version.number)
    )


@cache
def best_values() -> Select[Any]:
    """Model, number and value of the best live version of each of the `model_ids`.

    The value is NULL if no version has the metric. `version_count` counts all live versions.
    """
    best_first = (
        MLMetric.value.is_(None),
        (MLMetric.value * _sign(MLModel)).desc(),
        MLModelVersion.number.desc(),
    )
    place = func.row_number().over(partition_by=MLModel.id, order_by=best_first)
    placed = (
        select(
            MLModel.id,
            MLModelVersion.number,
            MLMetric.value,
            func.count().over(partition_by=MLModel.id).label("version_count"),
            place.label("place"),
        )
        .join(MLModelVersion, MLModelVersion.model_id == MLModel.id)
        .outerjoin(MLMetric, _is_primary(MLMetric, MLModelVersion.id))
        .where(
            MLModel.id.in_(bindparam("model_ids", expanding=True)),
            MLModelVersion.deleted_at.is_(None),
        )
        .subquery()
    )
    return select(
        placed.c.id,
        placed.c.number.label("best_number"),
        placed.c.value.label("best_value"),
        placed.c.version_count,
    ).where(placed.c.place == 1)


@cache
def version_standing() -> Select[Any]:
    """Of the live version `number` of the live model `model_name`: goal, values, rank.

    `better` and `total` count the live versions with a better value and with any. Nothing if the
    model has no primary metric.
    """
    measured, champion = _measured(), aliased(MLModelAlias)
    own, in_use, best, before = (aliased(measured) for _ in range(4))
    counted = select(func.count()).select_from(measured)
    newest_before = select(func.max(measured.c.number)).where(
        measured.c.number < bindparam("number")
    )
    best_first = select(measured.c.number).order_by(
        measured.c.signed.desc(), measured.c.number.desc()
    )
    return (
        select(
            MLModel.primary_metric,
            MLModel.primary_metric_goal,
            own.c.value,
            counted.where(measured.c.signed > own.c.signed).scalar_subquery().label("better"),
            counted.scalar_subquery().label("total"),
            in_use.c.number.label("champion_number"),
            in_use.c.value.label("champion_value"),
            best.c.number.label("best_number"),
            best.c.value.label("best_value"),
            before.c.number.label("before_number"),
            before.c.value.label("before_value"),
        )
        .select_from(MLModel)
        .join(MLModelVersion, MLModelVersion.model_id == MLModel.id)
        .outerjoin(own, own.c.number == MLModelVersion.number)
        .outerjoin(champion, _is_champion(champion))
        .outerjoin(in_use, in_use.c.number == champion.version_number)
        .outerjoin(best, best.c.number == best_first.limit(1).scalar_subquery())
        .outerjoin(before, before.c.number == newest_before.scalar_subquery())
        .where(
            MLModel.name == bindparam("model_name"),
            MLModel.deleted_at.is_(None),
            MLModel.primary_metric.is_not(None),
            MLModelVersion.number == bindparam("number"),
            MLModelVersion.deleted_at.is_(None),
        )
    )


@cache
def primary_values(dialect: str) -> Select[str, int, float]:
    """Model name, number and primary metric of the live versions of the `keys`."""
    table, (name, number) = key_parts(dialect, str, Long)
    return (
        select(MLModel.name, MLModelVersion.number, MLMetric.value)
        .select_from(table)
        .join(MLModel, and_(MLModel.name == name, MLModel.deleted_at.is_(None)))
        .join(
            MLModelVersion,
            and_(
                MLModelVersion.model_id == MLModel.id,
                MLModelVersion.number == number,
                MLModelVersion.deleted_at.is_(None),
            ),
        )
        .join(MLMetric, _is_primary(MLMetric, MLModelVersion.id))
    )


def _is_champion(alias: Any) -> Any:
    return and_(
        alias.model_id == MLModel.id, alias.name_key == CHAMPION, alias.is_current.is_(True)
    )


def _is_primary(metric: Any, version_id: Any) -> Any:
    return and_(metric.version_id == version_id, metric.name == MLModel.primary_metric)


def _sign(model: Any) -> Any:
    """What makes the greatest value the best."""
    return case((model.primary_metric_goal == Goal.MINIMIZE, -1.0), else_=1.0)


def _last_other(champion: Any) -> Any:
    """Subquery: id of the last assignment of the champion's alias to another version."""
    other = aliased(MLModelAlias)
    return (
        select(other.id)
        .where(
            other.model_id == MLModel.id,
            other.name_key == CHAMPION,
            other.version_number != func.coalesce(champion.version_number, 0),
        )
        .order_by(other.id.desc())
        .limit(1)
        .correlate(MLModel, champion)
        .scalar_subquery()
    )


def _newer_count(champion: Any) -> Any:
    """Subquery: how many live versions are newer than the champion; 0 without one."""
    version = aliased(MLModelVersion)
    return (
        select(func.count())
        .where(
            version.model_id == MLModel.id,
            version.number > champion.version_number,
            version.deleted_at.is_(None),
        )
        .correlate(MLModel, champion)
        .scalar_subquery()
    )


def _measured() -> Any:
    """Number, value and signed value of the live versions of `model_name` with a primary metric.

    The greatest signed value is the best. Read once, however often the statement uses it.
    """
    version, metric, model = aliased(MLModelVersion), aliased(MLMetric), aliased(MLModel)
    return (
        select(version.number, metric.value, (metric.value * _sign(model)).label("signed"))
        .select_from(model)
        .join(version, version.model_id == model.id)
        .join(metric, and_(metric.version_id == version.id, metric.name == model.primary_metric))
        .where(model.name == bindparam("model_name"), version.deleted_at.is_(None))
        .cte("measured")
    )
