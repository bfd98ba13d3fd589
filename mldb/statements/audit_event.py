"""Statements about audit events."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, insert, select

from mldb.models import AuditEvent


@cache
def insert_event() -> Insert:
    """For one event, without the bookkeeping of the ORM."""
    table: Any = AuditEvent.__table__
    return insert(table)


@cache
def said_of_registry() -> Select[Any]:
    """What the events about models and versions say, without any id."""
    said = (AuditEvent.occurred_at, AuditEvent.actor, AuditEvent.via, AuditEvent.action)
    columns = (*said, AuditEvent.entity, AuditEvent.label, AuditEvent.changes, AuditEvent.reason)
    return select(*columns).where(AuditEvent.entity.in_(("model", "version")))
