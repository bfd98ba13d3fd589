"""Table of staff users."""

from sqlalchemy import Boolean, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import DuplicateError
from mldb.models.base import Attributed, Base, length_between, one_of, refusal
from mldb.values.enums import Role
from mldb.values.limits import NAME_LENGTH


class StaffUser(Attributed, Base):
    """A person who can log in."""

    __tablename__ = "staff_users"
    __table_args__ = (
        UniqueConstraint(
            "username",
            info=refusal(DuplicateError, "A user of this name exists already.", "username"),
        ),
        length_between("username", 1, NAME_LENGTH),
        one_of("role", Role),
        length_between("email", 3, NAME_LENGTH),
        {"sqlite_autoincrement": True},
    )

    username: Mapped[str]
    display_name: Mapped[str]
    role: Mapped[str]
    is_active: Mapped[bool] = mapped_column(Boolean)
    password_hash: Mapped[str] = mapped_column(Text)
    # Where mail about the inbox goes; None: nowhere.
    email: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(Boolean, server_default=false())
