"""Table of API tokens."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mldb.errors import DuplicateError
from mldb.models.accounts.staff_user import StaffUser
from mldb.models.base import Attributed, Base, length_between, one_of, refusal
from mldb.values.enums import TokenScope
from mldb.values.limits import NAME_LENGTH


class APIToken(Attributed, Base):
    """A secret, kept as its hash, with which a program acts for a staff user."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        UniqueConstraint(
            "secret_hash", info=refusal(DuplicateError, "This secret exists already.")
        ),
        UniqueConstraint(
            "user_id",
            "name",
            info=refusal(DuplicateError, "You have a token of this name already.", "name"),
        ),
        length_between("name", 1, NAME_LENGTH),
        one_of("scope", TokenScope),
        {"sqlite_autoincrement": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(StaffUser.id, ondelete="CASCADE"))
    name: Mapped[str]
    secret_hash: Mapped[str]
    scope: Mapped[str]
    # Ids of the only models that it may be used for; None: for all, and for all else. A model that
    # is given another name keeps it, and a new one of that name doesn't get it.
    model_ids: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[StaffUser] = relationship(lazy="raise")
