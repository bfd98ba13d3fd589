"""Table of logged models."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
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
from mldb.models.tracking.ml_run import MLRun
from mldb.values.enums import VersionStatus
from mldb.values.limits import LOGGED_MODEL_ID_LENGTH, NAME_LENGTH


class MLLoggedModel(Attributed, Trashable, Base):
    """A model that a run saved, before or without registration."""

    __tablename__ = "ml_logged_models"
    __table_args__ = (
        UniqueConstraint(
            "public_id",
            info=refusal(
                DuplicateError, "A logged model with this id exists already.", "public_id"
            ),
        ),
        CheckConstraint(
            f"length(public_id) = {LOGGED_MODEL_ID_LENGTH}",
            name="public_id_length",
            info=refusal(
                RuleViolationError, "A logged model's id is m- and 32 hex digits.", "public_id"
            ),
        ),
        length_between("name", 1, NAME_LENGTH),
        length_between("model_type", 0, NAME_LENGTH),
        one_of("status", VersionStatus),
        Index(None, "run_id"),
        Index(None, "experiment_id", "created_at", "id"),
        trash_index(),
        {"sqlite_autoincrement": True},
    )

    public_id: Mapped[str] = mapped_column(code_point_string(LOGGED_MODEL_ID_LENGTH))
    experiment_id: Mapped[int] = mapped_column(ForeignKey(MLExperiment.id, ondelete="CASCADE"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey(MLRun.id, ondelete="CASCADE"))
    name: Mapped[str]
    model_type: Mapped[str]
    status: Mapped[str]
    # The training step at which the run saved it.
    step: Mapped[int | None]

    experiment: Mapped[MLExperiment] = relationship(lazy="raise")
    run: Mapped[MLRun | None] = relationship(lazy="raise")

    @property
    def experiment_name(self) -> str:
        """Name of the experiment; the row must have been loaded with it."""
        return self.experiment.name

    @property
    def run_public_id(self) -> str | None:
        """Id of the run for people; the row must have been loaded with it."""
        return None if self.run is None else self.run.public_id

    @property
    def label(self) -> str:
        """How the audit names it; no other logged model has the same."""
        return self.public_id

    @property
    def is_live(self) -> bool:
        """Whether it, its run and its experiment are outside the trash."""
        owners = [self.experiment] if self.run is None else [self.experiment, self.run]
        return all(one.deleted_at is None for one in (self, *owners))
