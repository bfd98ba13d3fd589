"""Statements about the last activity of models."""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Insert, Update, bindparam, func, insert, select, update

from mldb.models import AuditEvent, MLModel, MLModelActivity
from mldb.models.base import UTCDateTime

_ACTIVITIES: Final[Any] = MLModelActivity.__table__

# A model that no activity is recorded of was last changed when its row was.
ACTIVE_AT: Final[ColumnElement[Any]] = func.coalesce(MLModelActivity.active_at, MLModel.updated_at)
ACTIVE_BY: Final[ColumnElement[Any]] = func.coalesce(MLModelActivity.active_by, MLModel.updated_by)


@cache
def insert_activities() -> Insert:
    """For new models: `model_id`, `active_at` and `active_by`."""
    return insert(_ACTIVITIES)


@cache
def note_activity() -> Update:
    """The models `model_ids` were changed `at` this time `by` somebody.

    A row that another transaction is just writing is left to it: it writes nearly the same time,
    and nobody waits for anybody because of this.
    """
    theirs = _ACTIVITIES.c.model_id.in_(bindparam("model_ids", expanding=True))
    free = select(_ACTIVITIES.c.model_id).where(theirs).with_for_update(skip_locked=True)
    return (
        update(_ACTIVITIES)
        .where(_ACTIVITIES.c.model_id.in_(free))
        .values(active_at=bindparam("at", type_=UTCDateTime()), active_by=bindparam("by"))
    )


@cache
def add_missing() -> Insert:
    """For the models with an id above `last_model`, as their rows say."""
    columns = (MLModel.id, MLModel.updated_at, MLModel.updated_by)
    names = ["model_id", "active_at", "active_by"]
    return insert(_ACTIVITIES).from_select(
        names, select(*columns).where(MLModel.id > bindparam("last_model"))
    )


@cache
def take_from_events() -> Update:
    """What its newest event says of each model of which there is one above the id `last_event`."""
    told = select(AuditEvent.model_id).where(
        AuditEvent.id > bindparam("last_event"), AuditEvent.model_id.is_not(None)
    )
    return (
        update(_ACTIVITIES)
        .where(_ACTIVITIES.c.model_id.in_(told))
        .values(active_at=_newest(AuditEvent.occurred_at), active_by=_newest(AuditEvent.actor))
    )


def _newest(column: Any) -> ColumnElement[Any]:
    of_model = select(column).where(AuditEvent.model_id == _ACTIVITIES.c.model_id)
    newest = of_model.order_by(AuditEvent.occurred_at.desc(), AuditEvent.id.desc()).limit(1)
    return newest.correlate(_ACTIVITIES).scalar_subquery()
