"""Statements about leases."""

from sqlalchemy import Select, func, select


def server_time() -> Select[tuple[object]]:
    """The time of PostgreSQL's own clock, the same for processes on several hosts."""
    return select(func.clock_timestamp())
