"""Statements about inboxes."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Insert,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from mldb.models import AuditEvent, InboxEntry, MLModel, MLModelWatch, StaffUser
from mldb.models.base import UTCDateTime

EVENT: Final = "of_event_"
UNREAD_LIMIT: Final = 100
"""As far unread entries are counted."""

_ENTRY: Final[Any] = InboxEntry.__table__
_EVENT: Final[Any] = AuditEvent.__table__
_NOW: Final = bindparam("now", type_=UTCDateTime())


@cache
def tell_watchers() -> Insert:
    """Insert an entry about an event for each watcher of the model `model_id`.

    `excluded` and the `names`, who hear of it otherwise, get none. One statement, however many
    they are.
    """
    watch: Any = MLModelWatch.__table__
    recipients = select(watch.c.user_id).where(
        watch.c.model_id == bindparam("model_id"), watch.c.is_watched
    )
    is_for = and_(
        StaffUser.id.in_(recipients),
        StaffUser.username.not_in(bindparam("names", expanding=True)),
    )
    return _tell(is_for)


@cache
def tell_people() -> Insert:
    """Insert an entry about an event for each staff user with one of the `names`."""
    return _tell(StaffUser.username.in_(bindparam("names", expanding=True)))


def _tell(is_for: ColumnElement[bool]) -> Insert:
    at: Any = bindparam("at", type_=UTCDateTime())
    row: Any = select(
        StaffUser.id,
        _event_id(),
        bindparam("kind", type_=String()),
        bindparam("count", type_=BigInteger()),
        at,
        case((StaffUser.email.is_not(None), at), else_=null()),
        literal(0),
    ).where(is_for, StaffUser.is_active.is_(True), StaffUser.username != bindparam("excluded"))
    columns = ["user_id", "event_id", "kind", "event_count", "created_at"]
    # In one order, or two writers could wait for each other.
    return insert(_ENTRY).from_select(
        [*columns, "mail_due_at", "mail_attempts"], row.order_by(StaffUser.id)
    )


def _event_id() -> Any:
    """Subquery: the id of the event that was just written, which nobody asked for then."""
    return (
        select(func.max(_EVENT.c.id))
        .where(
            _EVENT.c.entity == bindparam("entity"),
            _EVENT.c.entity_id == bindparam("entity_id"),
            _EVENT.c.occurred_at == bindparam("at", type_=UTCDateTime()),
            _EVENT.c.actor == bindparam("actor"),
        )
        .scalar_subquery()
    )


@cache
def entries(*, is_unread: bool) -> Select[Any]:
    """Columns of the entries of `user_id`, the newest first, `count` after the first `skip`.

    As `of_event_…` those of the event, with the current name of its model.
    """
    found = _with_event().where(_ENTRY.c.user_id == bindparam("user_id"))
    if is_unread:
        found = found.where(_ENTRY.c.read_at.is_(None))
    newest = found.order_by(_ENTRY.c.id.desc())
    return newest.limit(bindparam("count")).offset(bindparam("skip"))


@cache
def entry() -> Select[Any]:
    """The columns of the entry `entry_id` of `user_id`."""
    theirs = (_ENTRY.c.user_id == bindparam("user_id"), _ENTRY.c.id == bindparam("entry_id"))
    return _with_event().where(*theirs)


def _with_event() -> Select[Any]:
    event = (column.label(f"{EVENT}{column.name}") for column in _EVENT.c)
    return (
        select(*_ENTRY.c, MLModel.name.label("model_name"), *event)
        .join(_EVENT, _EVENT.c.id == _ENTRY.c.event_id)
        .outerjoin(MLModel, MLModel.id == _EVENT.c.model_id)
    )


def unread_count(user_id: Any) -> Any:
    """Subquery: the number of unread entries of a user, as far as it is counted."""
    unread = select(_ENTRY.c.id).where(_ENTRY.c.user_id == user_id, _ENTRY.c.read_at.is_(None))
    first = unread.limit(UNREAD_LIMIT).correlate(user_id.table).subquery()
    return select(func.count()).select_from(first).correlate(user_id.table).scalar_subquery()


@cache
def count_unread() -> Select[Any]:
    """The number of unread entries of `user_id`, as far as it is counted."""
    is_theirs = _ENTRY.c.user_id == bindparam("user_id")
    unread = select(_ENTRY.c.id).where(is_theirs, _ENTRY.c.read_at.is_(None)).limit(UNREAD_LIMIT)
    return select(func.count()).select_from(unread.subquery())


@cache
def mark_read(*, is_one: bool) -> Update:
    """Mark unread entries of `user_id` as read: `entry_id`, or all up to it."""
    entry_id: Any = bindparam("entry_id")
    which = _ENTRY.c.id == entry_id if is_one else _ENTRY.c.id <= entry_id
    theirs = (_ENTRY.c.user_id == bindparam("of_user"), _ENTRY.c.read_at.is_(None), which)
    # What was read needs no mail.
    return update(_ENTRY).where(*theirs).values(read_at=_NOW, mail_due_at=null())


@cache
def mark_unread() -> Update:
    """Mark the entry `entry_id` of `of_user` as unread."""
    theirs = (_ENTRY.c.user_id == bindparam("of_user"), _ENTRY.c.id == bindparam("entry_id"))
    return update(_ENTRY).where(*theirs).values(read_at=null())


@cache
def due() -> Select[Any]:
    """Columns of `count` entries whose mail is due `now`, with those of their user and event."""
    user = (
        StaffUser.username,
        StaffUser.display_name,
        StaffUser.email,
        StaffUser.is_active,
    )
    return (
        _with_event()
        .add_columns(*user)
        .join(StaffUser, StaffUser.id == _ENTRY.c.user_id)
        .where(_ENTRY.c.mail_due_at <= _NOW)
        .order_by(_ENTRY.c.mail_due_at, _ENTRY.c.id)
        .limit(bindparam("count"))
    )


@cache
def set_mail() -> Update:
    """Set when the mail about the `entry_ids` is due next, `due_at`, after another attempt."""
    return (
        update(_ENTRY)
        .where(_ENTRY.c.id.in_(bindparam("entry_ids", expanding=True)))
        .values(
            mail_due_at=bindparam("due_at", type_=UTCDateTime()),
            mail_attempts=_ENTRY.c.mail_attempts + 1,
        )
    )


@cache
def delete_old() -> Any:
    """Delete at most `count` entries from before `read_before` that were read, or `any_before`."""
    old = select(_ENTRY.c.id).where(_is_old()).limit(bindparam("count"))
    return delete(_ENTRY).where(_ENTRY.c.id.in_(old)).returning(_ENTRY.c.id)


@cache
def count_old() -> Select[Any]:
    """The number of entries that `delete_old` would delete."""
    return select(func.count()).select_from(_ENTRY).where(_is_old())


def _is_old() -> ColumnElement[bool]:
    created_at = _ENTRY.c.created_at
    read_before = bindparam("read_before", type_=UTCDateTime())
    any_before = bindparam("any_before", type_=UTCDateTime())
    # The first condition is for the index.
    return and_(
        created_at < read_before, or_(_ENTRY.c.read_at.is_not(None), created_at < any_before)
    )
