"""Columns of the list of models."""

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from mldb.models import MLMetric, MLModel, MLModelActivity, MLModelAlias, MLModelVersion
from mldb.statements.registry.ml_model_activity import ACTIVE_AT, ACTIVE_BY
from mldb.statements.registry.readers.pairs import aliases_of_model, tags_of_model
from mldb.values.names import CHAMPION


@cache
def _latest_version() -> Any:
    """Subquery: id of a model's live version with the highest number."""
    # One lookup in the index per model, however many versions it has.
    return (
        select(MLModelVersion.id)
        .where(MLModelVersion.model_id == MLModel.id, MLModelVersion.deleted_at.is_(None))
        .order_by(MLModelVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def with_list_columns(models: Select[Any], *, by_activity: bool = False) -> Select[Any]:
    """Adds the further columns of `MLModelListed` to a statement about models.

    Sorted `by_activity`, the models are read along an index of it.
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
            aliases_of_model().label("aliases"),
            tags_of_model().label("tags"),
            value.label("metric_value"),
        )
        .join(MLModelActivity, of_model, isouter=not by_activity)
        .outerjoin(champion, is_champion)
        .outerjoin(latest, latest.id == _latest_version())
    )
