"""Statements that compare assignments of aliases with each other and with other versions."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from mldb.models import MLModel, MLModelAlias, MLModelVersion
from mldb.statements.registry.ml_model_alias import in_effect, listed_assignments


def differing(start: datetime, end: datetime | None) -> tuple[Select[int, str], Select[Any]]:
    """The live models whose aliases point elsewhere at these times, and their assignments.

    `end` None: now. The models have `id` and `name`; the assignments, those that were current at
    one of the times only, say with `was_before` at which.
    """
    before, after = in_effect(start), in_effect(end)
    is_other = or_(and_(before, not_(after)), and_(after, not_(before)))
    of_model = select(MLModelAlias.id).where(MLModelAlias.model_id == MLModel.id, is_other)
    models = select(MLModel.id, MLModel.name).where(MLModel.deleted_at.is_(None), exists(of_model))
    rows = listed_assignments().add_columns(before.label("was_before")).where(is_other)
    return models, rows


def last_started(model_ids: Collection[int], end: datetime | None) -> Select[Any]:
    """Columns of the newest assignment of each alias of these models that started up to a time."""
    latest = select(func.max(MLModelAlias.id)).where(MLModelAlias.model_id.in_(model_ids))
    if end is not None:
        latest = latest.where(MLModelAlias.started_at <= end)
    latest = latest.group_by(MLModelAlias.model_id, MLModelAlias.name_key)
    return listed_assignments().where(MLModelAlias.id.in_(latest))


@cache
def newer_numbers() -> Select[Any]:
    """How many live versions of its model are newer than each of the versions `ids`.

    Counted up to `at_most`.
    """
    newer = aliased(MLModelVersion)
    found = (
        select(newer.id)
        .where(
            newer.model_id == MLModelVersion.model_id,
            newer.number > MLModelVersion.number,
            newer.deleted_at.is_(None),
        )
        .limit(bindparam("at_most"))
        .correlate(MLModelVersion)
        .subquery()
    )
    number = select(func.count()).select_from(found).correlate(MLModelVersion).scalar_subquery()
    wanted = MLModelVersion.id.in_(bindparam("ids", expanding=True))
    return select(MLModelVersion.id, number.label("number")).where(wanted)
