"""Table of what staff users are told about."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import RuleViolationError
from mldb.models.accounts.staff_user import StaffUser
from mldb.models.base import Base, one_of, refusal
from mldb.values.enums import NoticeKind

_UNREAD = text("read_at IS NULL")
_DUE = text("mail_due_at IS NOT NULL")


class InboxEntry(Base):
    """A change that a staff user is told about: its audit event, and why it concerns them.

    `event_count` events of one change about one model are one entry, that of the last.
    """

    __tablename__ = "inbox_entries"
    __table_args__ = (
        one_of("kind", NoticeKind),
        CheckConstraint(
            "event_count >= 1",
            name="event_count_positive",
            info=refusal(RuleViolationError, "An entry is about a change.", "event_count"),
        ),
        Index(None, "user_id", "id"),
        # For the number of unread entries, of which every page asks.
        Index("ix_inbox_entries_unread", "user_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_inbox_entries_due", "mail_due_at", sqlite_where=_DUE, postgresql_where=_DUE),
        # For what is old enough to be removed.
        Index(None, "created_at"),
        {"sqlite_autoincrement": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(StaffUser.id, ondelete="CASCADE"))
    # No foreign key is needed: the database refuses to delete events.
    event_id: Mapped[int]
    kind: Mapped[str]
    event_count: Mapped[int]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    # None: there is nothing to send, or it was sent or given up.
    mail_due_at: Mapped[datetime | None]
    mail_attempts: Mapped[int]
