"""Table of leases."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from mldb.errors import DuplicateError
from mldb.models.base import Base, length_between, refusal
from mldb.values.limits import NAME_LENGTH


class Lease(Base):
    """Which process does a piece of work that only one may do, and until when it says so."""

    __tablename__ = "leases"
    __table_args__ = (
        UniqueConstraint(
            "name", info=refusal(DuplicateError, "Another process has this lease.", "name")
        ),
        length_between("name", 1, NAME_LENGTH),
        length_between("holder", 1, NAME_LENGTH),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    holder: Mapped[str]
    expires_at: Mapped[datetime]
