"""Statements about leases."""

from datetime import datetime

from sqlalchemy import DateTime, Select, func, select


def server_time() -> Select[datetime]:
    """The time of PostgreSQL's own clock, the same for processes on several hosts."""
    return select(func.clock_timestamp(type_=DateTime(timezone=True)))
