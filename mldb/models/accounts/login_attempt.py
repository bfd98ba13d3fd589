"""Table of login attempts."""

from datetime import datetime

from sqlalchemy import Boolean, Index
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Base


class LoginAttempt(Base):
    """An attempt to log in; throttling counts the failed ones.

    `budget` names the budget of a recognized device; None: the attempt counts against the budgets
    of the account and of the network address.
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
