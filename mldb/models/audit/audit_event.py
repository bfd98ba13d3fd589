"""Table of audit events; triggers in the database refuse every change to its rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Base, length_between
from mldb.values.limits import NAME_LENGTH


class AuditEvent(Base):
    """Who changed what, when, from what to what, and why.

    It refers to things by id and label and not by foreign key, because it outlives them.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index(None, "entity", "entity_id", "id"),
        # For the histories of the whole registry and of one model.
        Index(None, "occurred_at", "id"),
        Index(None, "model_id", "occurred_at", "id"),
        # For what one person did.
        Index(None, "actor", "occurred_at", "id"),
        length_between("actor", 1, NAME_LENGTH),
        {"sqlite_autoincrement": True},
    )

    occurred_at: Mapped[datetime]
    actor: Mapped[str]
    # The API token with which a program acted for the actor; None: the actor did it in person.
    via: Mapped[str | None]
    action: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[int]
    label: Mapped[str] = mapped_column(Text)
    # The model it is about, also when the entity is one of its versions.
    model_id: Mapped[int | None]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str | None] = mapped_column(Text)
