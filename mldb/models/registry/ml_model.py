"""Table of models."""

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import DuplicateError, RuleViolationError
from mldb.models.base import (
    Attributed,
    Base,
    Trashable,
    length_between,
    one_of,
    refusal,
    trash_index,
)
from mldb.values.enums import Goal
from mldb.values.limits import NAME_LENGTH, TEXT_LENGTH


class MLModel(Attributed, Trashable, Base):
    """A named line of versions."""

    __tablename__ = "ml_models"
    __table_args__ = (
        UniqueConstraint(
            "name",
            info=refusal(DuplicateError, "A model of this name exists already.", "name"),
        ),
        length_between("name", 1, NAME_LENGTH),
        CheckConstraint(
            "replace(replace(name, '/', ''), ':', '') = name",
            name="name_characters",
            info=refusal(RuleViolationError, "A model's name can't contain '/' or ':'.", "name"),
        ),
        length_between("description", 0, TEXT_LENGTH),
        one_of("primary_metric_goal", Goal),
        CheckConstraint(
            "(primary_metric IS NULL) = (primary_metric_goal IS NULL)",
            name="primary_metric_has_goal",
            info=refusal(
                RuleViolationError,
                "A primary metric needs its goal, and a goal its metric.",
                "primary_metric_goal",
            ),
        ),
        length_between("owner", 1, NAME_LENGTH),
        length_between("team", 1, NAME_LENGTH),
        # For what a person or a team has.
        Index(None, "owner", "name"),
        Index(None, "team", "name"),
        # For sorted lists.
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        trash_index(),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    primary_metric: Mapped[str | None]
    primary_metric_goal: Mapped[str | None]
    # A username, as of authors: an export keeps it where nobody has that account.
    owner: Mapped[str | None]
    team: Mapped[str | None]
    # Counts what was ever registered, so that purging a version frees no number.
    last_version_number: Mapped[int] = mapped_column(default=0)

    @property
    def label(self) -> str:
        """How people name it."""
        return self.name

    @property
    def is_live(self) -> bool:
        """Whether it is outside the trash."""
        return self.deleted_at is None
