"""Table of the names that models have or had."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import DuplicateError
from mldb.models.base import Base, length_between, refusal
from mldb.models.registry.ml_model import MLModel
from mldb.values.limits import NAME_LENGTH


class MLModelName(Base):
    """A name that was ever given to a model, and how far versions were numbered under it.

    It is never removed, so that a name with a number never means two things: a new model of the
    name counts on from `last_version_number`, and no model can be given the name otherwise.
    """

    __tablename__ = "ml_model_names"
    __table_args__ = (
        UniqueConstraint(
            "name", info=refusal(DuplicateError, "This name was used before.", "name")
        ),
        length_between("name", 1, NAME_LENGTH),
        # For what is purged.
        Index(None, "model_id"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    # The highest number when a model gave the name up; as long as one has it, the model counts.
    last_version_number: Mapped[int] = mapped_column(default=0)
    # The model that has the name, or had it last; None: it was purged.
    model_id: Mapped[int | None] = mapped_column(ForeignKey(MLModel.id, ondelete="SET NULL"))
