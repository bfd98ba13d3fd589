"""Statements about the last activity of models."""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Insert, Update, bindparam, func, insert, select, update

from mldb.models import AuditEvent, MLModel, MLModelActivity
from mldb.models.base import UTCDateTime

_ACTIVITIES: Final[Any] = MLModelActivity.__table__

# Without a recorded activity the last change of the model's row counts.
ACTIVE_AT: Final[ColumnElement[Any]] = func.coalesce(MLModelActivity.active_at, MLModel.updated_at)
ACTIVE_BY: Final[ColumnElement[Any]] = func.coalesce(MLModelActivity.active_by, MLModel.updated_by)


@cache
def insert_activities() -> Insert:
    """Insert activities of new models: `model_id`, `active_at` and `active_by`."""
    return insert(_ACTIVITIES)


@cache
def note_activity() -> Update:
    """Set the last activity of the models `model_ids`: the time `at` and the author `by`.

    Rows locked by another transaction are skipped: it writes nearly the same time, and no writer
    has to wait.
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
    """Insert activities of the models with an id above `last_model`, from their rows."""
    columns = (MLModel.id, MLModel.updated_at, MLModel.updated_by)
    names = ["model_id", "active_at", "active_by"]
    return insert(_ACTIVITIES).from_select(
        names, select(*columns).where(MLModel.id > bindparam("last_model"))
    )


@cache
def take_from_events() -> Update:
    """Set the activities of models with an event above `last_event` to their newest event."""
    changed = select(AuditEvent.model_id).where(
        AuditEvent.id > bindparam("last_event"), AuditEvent.model_id.is_not(None)
    )
    return (
        update(_ACTIVITIES)
        .where(_ACTIVITIES.c.model_id.in_(changed))
        .values(active_at=_newest(AuditEvent.occurred_at), active_by=_newest(AuditEvent.actor))
    )


def _newest(column: Any) -> ColumnElement[Any]:
    of_model = select(column).where(AuditEvent.model_id == _ACTIVITIES.c.model_id)
    newest = of_model.order_by(AuditEvent.occurred_at.desc(), AuditEvent.id.desc()).limit(1)
    return newest.correlate(_ACTIVITIES).scalar_subquery()
