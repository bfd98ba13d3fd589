"""Statements about audit events."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, insert, select

from mldb.models import AuditEvent, MLModel


@cache
def insert_event() -> Insert:
    """For one event, without the bookkeeping of the ORM."""
    table: Any = AuditEvent.__table__
    return insert(table)


@cache
def newest_ids(*, of_model: bool) -> Select[Any]:
    """Ids of the newest `limit` events, of everything or of the model called `model_name`."""
    newest = AuditEvent.occurred_at.desc(), AuditEvent.id.desc()
    statement = select(AuditEvent.id).order_by(*newest).limit(bindparam("limit"))
    if not of_model:
        return statement
    model_id = select(MLModel.id).where(MLModel.name == bindparam("model_name"))
    return statement.where(AuditEvent.model_id == model_id.scalar_subquery())


@cache
def said_of_registry() -> Select[Any]:
    """What the events about models and versions say, without any id."""
    said = (AuditEvent.occurred_at, AuditEvent.actor, AuditEvent.via, AuditEvent.action)
    columns = (*said, AuditEvent.entity, AuditEvent.label, AuditEvent.changes, AuditEvent.reason)
    return select(*columns).where(AuditEvent.entity.in_(("model", "version")))
