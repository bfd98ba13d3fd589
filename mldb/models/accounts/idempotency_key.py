"""Table of idempotency keys."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import DuplicateError
from mldb.models.accounts.staff_user import StaffUser
from mldb.models.base import Base, length_between, refusal
from mldb.values.limits import NAME_LENGTH


class IdempotencyKey(Base):
    """A request that was carried out under a key of the caller's, and its response.

    `fingerprint` is equal for equal requests.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        UniqueConstraint(
            "user_id", "key", info=refusal(DuplicateError, "This key was used already.", "key")
        ),
        length_between("key", 1, NAME_LENGTH),
        Index(None, "created_at"),
        {"sqlite_autoincrement": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(StaffUser.id, ondelete="CASCADE"))
    key: Mapped[str]
    fingerprint: Mapped[str]
    answer: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
