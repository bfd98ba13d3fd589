"""Statements about idempotency keys."""

from functools import cache

from sqlalchemy import TextClause, text


@cache
def lock_key() -> TextClause:
    """For PostgreSQL: wait until no other transaction holds this key of this user.

    A row that is not there yet can't be locked; a number that stands for it can.
    """
    return text("SELECT pg_advisory_xact_lock(hashtextextended(:key, :user_id))")
