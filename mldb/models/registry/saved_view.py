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
from mldb.rules.saved_view import KINDS
from mldb.search.fields import ListType
from mldb.values.limits import NAME_LENGTH, PAGE_SIZE_LIMIT, QUERY_LENGTH

_TAKEN = refusal(DuplicateError, "You have a view of this name for this list already.", "name")


class SavedView(Attributed, Base):
    """A named state of a list: a staff user's own, or shared with everybody.

    With a model it is a view of the list of that model's versions, and is purged with it.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("user_id", "model_id", "name", info=_TAKEN),
        # To the constraint NULLs are distinct, so it lets views without a model pass.
        Index(
            None,
            "user_id",
            "kind",
            "name",
            unique=True,
            sqlite_where=text("model_id IS NULL"),
            postgresql_where=text("model_id IS NULL"),
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
        length_between("query", 0, QUERY_LENGTH),
        CheckConstraint(
            f"page_size BETWEEN 1 AND {PAGE_SIZE_LIMIT}",
            name="page_size_range",
            info=refusal(
                RuleViolationError, f"A page has 1 to {PAGE_SIZE_LIMIT:,} rows.", "page_size"
            ),
        ),
        # For what is purged with a model.
        Index(None, "model_id"),
        {"sqlite_autoincrement": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(StaffUser.id, ondelete="CASCADE"))
    kind: Mapped[str]
    model_id: Mapped[int | None] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    name: Mapped[str]
    query: Mapped[str] = mapped_column(Text)
    columns: Mapped[list[str]] = mapped_column(JSON)
    page_size: Mapped[int | None]
    is_shared: Mapped[bool] = mapped_column(Boolean)

    user: Mapped[StaffUser] = relationship(lazy="raise")
    model: Mapped[MLModel | None] = relationship(lazy="raise")

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
