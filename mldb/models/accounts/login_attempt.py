"""Table of login attempts."""

from datetime import datetime

from sqlalchemy import Boolean, Index
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Base


class LoginAttempt(Base):
    """A password that somebody sent; throttling counts those that were wrong.

    `budget` names the allowance of its own that the attempt counts against, such as that of a
    known device; None: those of the account and of the address.
    """

    __tablename__ = "login_attempts"
    __table_args__ = (
        Index(None, "username", "attempted_at"),
        Index(None, "address", "attempted_at"),
        Index(None, "attempted_at"),
        {"sqlite_autoincrement": True},
    )

    username: Mapped[str]
    address: Mapped[str]
    budget: Mapped[str | None]
    succeeded: Mapped[bool] = mapped_column(Boolean)
    attempted_at: Mapped[datetime]
