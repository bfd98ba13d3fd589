"""Table of saved views."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mldb.errors import DuplicateError, RuleViolationError
from mldb.models.accounts.staff_user import StaffUser
from mldb.models.base import Attributed, Base, length_between, one_of, refusal
from mldb.models.registry.ml_model import MLModel
from mldb.models.tracking.ml_experiment import MLExperiment
from mldb.rules.saved_view import KINDS
from mldb.search.fields import ListType
from mldb.values.enums import Grouping
from mldb.values.limits import NAME_LENGTH, PAGE_SIZE_LIMIT, QUERY_LENGTH

_TAKEN = refusal(DuplicateError, "You have a view of this name for this list already.", "name")
_OF_ALL = "model_id IS NULL AND experiment_id IS NULL"


class SavedView(Attributed, Base):
    """A named state of a list: a staff user's own, or shared with everybody.

    With a model it is a view of the list of that model's versions, with an experiment one of the
    list of its runs, and is purged with it.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("user_id", "model_id", "name", info=_TAKEN),
        UniqueConstraint("user_id", "experiment_id", "name", info=_TAKEN),
        # To the constraints NULLs are distinct, so they let views of whole lists pass.
        Index(
            None,
            "user_id",
            "kind",
            "name",
            unique=True,
            sqlite_where=text(_OF_ALL),
            postgresql_where=text(_OF_ALL),
            info=_TAKEN,
        ),
        length_between("name", 1, NAME_LENGTH),
        one_of("kind", KINDS),
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
        CheckConstraint(
            f"kind = '{ListType.RUNS}' OR (curve IS NULL AND group_by IS NULL)",
            name="runs_have_curves",
            info=refusal(RuleViolationError, "Only a list of runs has curves and groups.", "kind"),
        ),
        length_between("curve", 1, NAME_LENGTH),
        one_of("group_by", Grouping),
        length_between("query", 0, QUERY_LENGTH),
        CheckConstraint(
            f"page_size BETWEEN 1 AND {PAGE_SIZE_LIMIT}",
            name="page_size_range",
            info=refusal(
                RuleViolationError, f"A page has 1 to {PAGE_SIZE_LIMIT:,} rows.", "page_size"
            ),
        ),
        # For what is purged with a model or an experiment.
        Index(None, "model_id"),
        Index(None, "experiment_id"),
        {"sqlite_autoincrement": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(StaffUser.id, ondelete="CASCADE"))
    kind: Mapped[str]
    model_id: Mapped[int | None] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    experiment_id: Mapped[int | None] = mapped_column(
        ForeignKey(MLExperiment.id, ondelete="CASCADE")
    )
    name: Mapped[str]
    query: Mapped[str] = mapped_column(Text)
    columns: Mapped[list[str]] = mapped_column(JSON)
    page_size: Mapped[int | None]
    # Of a list of runs: the metric whose curves it shows, "-" for none, NULL for its own choice.
    curve: Mapped[str | None]
    group_by: Mapped[str | None]
    is_shared: Mapped[bool] = mapped_column(Boolean)

    user: Mapped[StaffUser] = relationship(lazy="raise")
    model: Mapped[MLModel | None] = relationship(lazy="raise")
    experiment: Mapped[MLExperiment | None] = relationship(lazy="raise")

    @property
    def owner(self) -> str:
        """Name of the staff user whose it is; the row must have been loaded with them."""
        return self.user.username

    @property
    def model_name(self) -> str | None:
        """Name of the model; the row must have been loaded with it."""
        return None if self.model is None else self.model.name

    @property
    def is_model_trashed(self) -> bool:
        """Whether its list can't be shown now, because the model is in the trash."""
        return self.model is not None and not self.model.is_live

    @property
    def experiment_name(self) -> str | None:
        """Name of the experiment; the row must have been loaded with it."""
        return None if self.experiment is None else self.experiment.name

    @property
    def is_experiment_trashed(self) -> bool:
        """Whether its list can't be shown now, because the experiment is in the trash."""
        return self.experiment is not None and not self.experiment.is_live
