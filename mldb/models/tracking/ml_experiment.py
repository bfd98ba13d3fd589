"""Table of experiments."""

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import DuplicateError
from mldb.models.base import (
    Attributed,
    Base,
    Trashable,
    code_point_string,
    length_between,
    refusal,
    trash_index,
)
from mldb.values.limits import EXPERIMENT_NAME_LENGTH, TEXT_LENGTH


class MLExperiment(Attributed, Trashable, Base):
    """A named group of runs.

    The experiment `Default` has the id 0 and exists in every database. A name stays taken in the
    trash, because MLflow clients find an experiment by it.
    """

    __tablename__ = "ml_experiments"
    __table_args__ = (
        UniqueConstraint(
            "name",
            info=refusal(DuplicateError, "An experiment of this name exists already.", "name"),
        ),
        length_between("name", 1, EXPERIMENT_NAME_LENGTH),
        length_between("description", 0, TEXT_LENGTH),
        # For sorted lists.
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        trash_index(),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str] = mapped_column(code_point_string(EXPERIMENT_NAME_LENGTH))
    description: Mapped[str] = mapped_column(Text)

    @property
    def label(self) -> str:
        """How people name it."""
        return self.name

    @property
    def is_live(self) -> bool:
        """Whether it is outside the trash."""
        return self.deleted_at is None
