"""Statements about login attempts."""

from functools import cache

from sqlalchemy import TextClause, text


@cache
def lock_attempts() -> TextClause:
    """For PostgreSQL: wait until no other transaction counts attempts.

    Each would count without those that the others are about to add.
    """
    return text("SELECT pg_advisory_xact_lock(hashtextextended('login_attempts', 0))")
