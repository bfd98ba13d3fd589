"""Table of alias assignments, past and present."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mldb.errors import ConflictError, InUseError, RuleViolationError
from mldb.models.base import Base, length_between, refusal
from mldb.models.registry.ml_model import MLModel
from mldb.models.registry.ml_model_version import MLModelVersion
from mldb.values.limits import NAME_LENGTH
from mldb.values.spelling import alias_key

# Without case a letter can be three.
_KEY: Final = String(3 * NAME_LENGTH).with_variant(
    String(3 * NAME_LENGTH, collation="C"), "postgresql"
)


def _key(context: Any) -> str:
    """Kept beside the name by whatever statement writes it."""
    return alias_key(context.get_current_parameters()["name"])


class MLModelAlias(Base):
    """An alias pointed to a version from `started_at` until `ended_at`, or does so still.

    Rows are added and ended, never rewritten: together they are the alias's whole history. When a
    version is purged, its number stays in the history and `version_id` becomes NULL.
    """

    __tablename__ = "ml_model_aliases"
    __table_args__ = (
        UniqueConstraint(
            "model_id",
            "name_key",
            "is_current",
            info=refusal(ConflictError, "Somebody else moved this alias just now.", "name"),
        ),
        CheckConstraint(
            "(is_current IS NULL) = (ended_at IS NOT NULL)",
            name="current_until_ended",
            info=refusal(RuleViolationError, "An assignment is current until it ends."),
        ),
        ForeignKeyConstraint(
            ["model_id", "version_id"], [MLModelVersion.model_id, MLModelVersion.id]
        ),
        Index(None, "model_id", "name_key", "started_at"),
        Index(None, "version_id"),
        # For current assignments in a long history.
        Index(
            None,
            "id",
            "model_id",
            sqlite_where=text("is_current IS 1"),
            postgresql_where=text("is_current IS true"),
        ),
        length_between("name", 1, NAME_LENGTH),
        CheckConstraint(
            "ended_at IS NOT NULL OR version_id IS NOT NULL",
            name="current_has_version",
            info=refusal(InUseError, "An alias points to this version; move or remove it first."),
        ),
        CheckConstraint(
            "ended_at >= started_at",
            name="span",
            info=refusal(RuleViolationError, "An assignment can't end before it starts."),
        ),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)",
            name="ended_by_somebody",
            info=refusal(RuleViolationError, "Who ended an assignment must be recorded."),
        ),
        {"sqlite_autoincrement": True},
    )

    model_id: Mapped[int] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    name: Mapped[str]
    # Equal for names that differ by case alone.
    name_key: Mapped[str] = mapped_column(_KEY, default=_key)
    version_id: Mapped[int | None]
    version_number: Mapped[int]
    # True or NULL, never false: NULLs are distinct to a unique constraint, so an alias has one
    # current assignment and any number of ended ones, on every database.
    is_current: Mapped[bool | None] = mapped_column(Boolean)
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    start_reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    end_reason: Mapped[str | None] = mapped_column(Text)

    model: Mapped[MLModel] = relationship(lazy="raise")

    @property
    def model_name(self) -> str:
        """Name of the model; the row must have been loaded with it."""
        return self.model.name
