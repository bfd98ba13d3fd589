"""Table of login sessions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import DuplicateError
from mldb.models.accounts.staff_user import StaffUser
from mldb.models.base import Base, refusal


class StaffSession(Base):
    """A browser's session, found by the hash of its key; `user_id` is None before login."""

    __tablename__ = "staff_sessions"
    __table_args__ = (
        UniqueConstraint("key_hash", info=refusal(DuplicateError, "This session exists already.")),
        Index(None, "user_id"),
        Index(None, "expires_at"),
        {"sqlite_autoincrement": True},
    )

    key_hash: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey(StaffUser.id, ondelete="CASCADE"))
    payload: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    address: Mapped[str | None]
    browser: Mapped[str | None]
