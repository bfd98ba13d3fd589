"""Table of runs."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mldb.errors import DuplicateError, RuleViolationError
from mldb.models.base import (
    Attributed,
    Base,
    Trashable,
    code_point_string,
    length_between,
    one_of,
    refusal,
    trash_index,
)
from mldb.models.tracking.ml_experiment import MLExperiment
from mldb.search.pattern import start_of
from mldb.values.enums import RunStatus
from mldb.values.limits import NAME_LENGTH, RUN_ID_LENGTH, TEXT_LENGTH, URI_LENGTH


def _start_of(column: str) -> Callable[[Any], str]:
    return lambda context: start_of(context.get_current_parameters()[column])


class MLRun(Attributed, Trashable, Base):
    """One execution of training or evaluation."""

    __tablename__ = "ml_runs"
    __table_args__ = (
        UniqueConstraint(
            "public_id",
            info=refusal(DuplicateError, "A run with this id exists already.", "public_id"),
        ),
        CheckConstraint(
            f"length(public_id) = {RUN_ID_LENGTH}",
            name="public_id_length",
            info=refusal(RuleViolationError, "A run's id has 32 hex digits.", "public_id"),
        ),
        length_between("name", 1, NAME_LENGTH),
        length_between("description", 0, TEXT_LENGTH),
        length_between("user_name", 0, NAME_LENGTH),
        length_between("source", 0, URI_LENGTH),
        length_between("git_commit", 0, NAME_LENGTH),
        one_of("status", RunStatus),
        CheckConstraint(
            "parent_id <> id",
            name="parent_is_another",
            info=refusal(RuleViolationError, "A run can't be its own parent.", "parent_id"),
        ),
        CheckConstraint(
            "ended_at >= started_at",
            name="ends_after_start",
            info=refusal(RuleViolationError, "A run can't end before it starts.", "ended_at"),
        ),
        # For sorted lists, of all runs and of the runs of one experiment.
        Index(None, "started_at", "id"),
        Index(None, "experiment_id", "started_at", "id"),
        Index(None, "parent_id"),
        # For what is running now, and for the runs of a user or of a commit.
        *(
            Index(None, column, "started_at", "id")
            for column in ("status", "user_start", "commit_start")
        ),
        trash_index(),
        {"sqlite_autoincrement": True},
    )

    public_id: Mapped[str] = mapped_column(code_point_string(RUN_ID_LENGTH))
    experiment_id: Mapped[int] = mapped_column(ForeignKey(MLExperiment.id, ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("ml_runs.id", ondelete="SET NULL"))
    name: Mapped[str]
    status: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # As the client says; `created_by` is who really acted.
    user_name: Mapped[str]
    # The program or notebook that was executed, and the commit of its code.
    source: Mapped[str] = mapped_column(Text)
    git_commit: Mapped[str]
    # As `mldb.search.pattern.start_of` gives them: searches don't tell upper from lower case.
    user_start: Mapped[str] = mapped_column(default=_start_of("user_name"))
    commit_start: Mapped[str] = mapped_column(default=_start_of("git_commit"))
    # The API token of the program that created it.
    created_via: Mapped[str | None]

    experiment: Mapped[MLExperiment] = relationship(lazy="raise")
    parent: Mapped["MLRun | None"] = relationship(lazy="raise", remote_side="MLRun.id")

    @property
    def experiment_name(self) -> str:
        """Name of the experiment; the row must have been loaded with it."""
        return self.experiment.name

    @property
    def parent_public_id(self) -> str | None:
        """Id of the parent run for people; the row must have been loaded with it."""
        return None if self.parent is None else self.parent.public_id

    @property
    def label(self) -> str:
        """How the audit names it; no other run has the same."""
        return self.public_id

    @property
    def is_live(self) -> bool:
        """Whether both it and its experiment are outside the trash."""
        return self.deleted_at is None and self.experiment.deleted_at is None
