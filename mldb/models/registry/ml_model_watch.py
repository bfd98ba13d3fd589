"""Table of the models that staff users star and watch."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mldb.errors import ConflictError, RuleViolationError
from mldb.models.accounts.staff_user import StaffUser
from mldb.models.base import Base, refusal
from mldb.models.registry.ml_model import MLModel


class MLModelWatch(Base):
    """A model that a staff user has starred, watches, or both; neither is no row.

    A starred model is among their own first; what happens to a watched one comes to their inbox.
    """

    __tablename__ = "ml_model_watches"
    __table_args__ = (
        UniqueConstraint(
            "user_id",
            "model_id",
            info=refusal(ConflictError, "You changed this just now. Try again.", "model_id"),
        ),
        CheckConstraint(
            "is_starred OR is_watched",
            name="starred_or_watched",
            info=refusal(RuleViolationError, "Star the model, watch it, or do neither."),
        ),
        # For whoever is to hear of a change.
        Index(None, "model_id", "is_watched"),
        {"sqlite_autoincrement": True},
    )

    user_id: Mapped[int] = mapped_column(ForeignKey(StaffUser.id, ondelete="CASCADE"))
    model_id: Mapped[int] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    is_starred: Mapped[bool] = mapped_column(Boolean)
    is_watched: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime]

    model: Mapped[MLModel] = relationship(lazy="raise")
