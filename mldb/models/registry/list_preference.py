"""Table of list preferences."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import DuplicateError, RuleViolationError
from mldb.models.accounts.staff_user import StaffUser
from mldb.models.base import Base, length_between, one_of, refusal
from mldb.models.registry.ml_model import MLModel
from mldb.models.tracking.ml_experiment import MLExperiment
from mldb.rules.saved_view import KINDS
from mldb.search.fields import ListType
from mldb.values.enums import Density
from mldb.values.limits import NAME_LENGTH


class ListPreference(Base):
    """Columns and density of a list: a staff user's own, or without a user the default for all.

    With a model it is about the list of that model's versions, with an experiment about the list
    of its runs, and is purged with it. `key` says all of that, so that a list has one for each
    user: to a constraint the NULLs of the other columns would be distinct.
    """

    __tablename__ = "list_preferences"
    __table_args__ = (
        UniqueConstraint(
            "key", info=refusal(DuplicateError, "This list has preferences already.", "key")
        ),
        length_between("key", 1, NAME_LENGTH),
        one_of("kind", KINDS),
        one_of("density", Density),
        CheckConstraint(
            f"kind = '{ListType.VERSIONS}' OR model_id IS NULL",
            name="model_has_versions",
            info=refusal(
                RuleViolationError, "Only a list of versions is that of one model.", "kind"
            ),
        ),
        CheckConstraint(
            f"kind = '{ListType.RUNS}' OR experiment_id IS NULL",
            name="experiment_has_runs",
            info=refusal(
                RuleViolationError, "Only a list of runs is that of one experiment.", "kind"
            ),
        ),
        # For what is purged with a user, a model or an experiment.
        Index(None, "user_id"),
        Index(None, "model_id"),
        Index(None, "experiment_id"),
        {"sqlite_autoincrement": True},
    )

    key: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(ForeignKey(StaffUser.id, ondelete="CASCADE"))
    kind: Mapped[str]
    model_id: Mapped[int | None] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    experiment_id: Mapped[int | None] = mapped_column(
        ForeignKey(MLExperiment.id, ondelete="CASCADE")
    )
    # Empty: the list's usual ones.
    columns: Mapped[list[str]] = mapped_column(JSON)
    # NULL: the usual one.
    density: Mapped[str | None]
    updated_at: Mapped[datetime]
