"""Statements about audit events."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, insert

from mldb.models import AuditEvent


@cache
def insert_event() -> Insert:
    """For one event, without the bookkeeping of the ORM."""
    table: Any = AuditEvent.__table__
    return insert(table)
