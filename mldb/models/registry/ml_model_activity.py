"""Table of the last activity of models."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import ConflictError
from mldb.models.base import Base, refusal
from mldb.models.registry.ml_model import MLModel


class MLModelActivity(Base):
    """When a model, or anything that belongs to it, was last changed, and by whom.

    It repeats the newest audit event about the model, so that models can be sorted by it. It is a
    table of its own so that writers of different versions don't wait for the model's row.
    """

    __tablename__ = "ml_model_activities"
    __table_args__ = (
        UniqueConstraint(
            "model_id",
            info=refusal(ConflictError, "Somebody else changed this model just now.", "model_id"),
        ),
        # For sorted lists.
        Index(None, "active_at", "model_id"),
        {"sqlite_autoincrement": True},
    )

    model_id: Mapped[int] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    active_at: Mapped[datetime]
    active_by: Mapped[str]
