"""Statements about people as their colleagues see them."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from mldb.models import APIToken, AuditEvent, MLModel, StaffSession, StaffUser


@cache
def people() -> Select[Any]:
    """Columns of staff users: their names, when they were last seen and how much they own.

    `session_at`, `token_at` and `change_at` are the last uses of a session and of a token, and
    their last change.
    """
    return select(
        StaffUser.id,
        StaffUser.username,
        StaffUser.display_name,
        StaffUser.role,
        StaffUser.is_active,
        StaffUser.created_at,
        _newest(StaffSession.updated_at, StaffSession.user_id == StaffUser.id).label("session_at"),
        _newest(APIToken.last_used_at, APIToken.user_id == StaffUser.id).label("token_at"),
        _newest(AuditEvent.occurred_at, AuditEvent.actor == StaffUser.username).label("change_at"),
        _owned().label("model_count"),
    )


def _newest(column: Any, is_theirs: Any) -> Any:
    return select(func.max(column)).where(is_theirs).correlate(StaffUser).scalar_subquery()


def _owned() -> Any:
    theirs = (MLModel.owner == StaffUser.username, MLModel.deleted_at.is_(None))
    return select(func.count()).where(*theirs).correlate(StaffUser).scalar_subquery()


@cache
def person() -> Select[Any]:
    """The columns of the staff user `username`."""
    return people().where(StaffUser.username == bindparam("username"))


@cache
def listed_people() -> Select[Any]:
    """The columns of all staff users, active ones first, by username; `count` after `skip`."""
    listed = people().order_by(StaffUser.is_active.desc(), StaffUser.username)
    return listed.limit(bindparam("count")).offset(bindparam("skip"))


@cache
def active_usernames() -> Select[Any]:
    """Those of the `usernames` that are of active staff users."""
    return select(StaffUser.username).where(
        StaffUser.username.in_(bindparam("usernames", expanding=True)),
        StaffUser.is_active.is_(True),
    )


@cache
def names_for_choice() -> Select[Any]:
    """Usernames of active staff users, by name, at most `count`."""
    active = select(StaffUser.username).where(StaffUser.is_active.is_(True))
    return active.order_by(StaffUser.username).limit(bindparam("count"))


@cache
def team_names() -> Select[Any]:
    """Teams of models, by name, at most `count`."""
    named = select(MLModel.team).where(MLModel.team.is_not(None)).distinct()
    return named.order_by(MLModel.team).limit(bindparam("count"))


@cache
def newest_changes() -> Select[Any]:
    """The newest `count` audit events of the `actor`."""
    newest = AuditEvent.occurred_at.desc(), AuditEvent.id.desc()
    theirs = select(AuditEvent).where(AuditEvent.actor == bindparam("actor"))
    return theirs.order_by(*newest).limit(bindparam("count"))
