"""Table of versions."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
from mldb.models.registry.ml_model import MLModel
from mldb.models.tracking.ml_logged_model import MLLoggedModel
from mldb.models.tracking.ml_run import MLRun
from mldb.values.enums import Device, VersionStatus
from mldb.values.limits import TEXT_LENGTH, URI_LENGTH


class MLModelVersion(Attributed, Trashable, Base):
    """One trained artefact of a model."""

    __tablename__ = "ml_model_versions"
    __table_args__ = (
        UniqueConstraint(
            "model_id",
            "number",
            info=refusal(DuplicateError, "This version number is taken.", "number"),
        ),
        # Target of the aliases' foreign key, so that none can point into another model.
        UniqueConstraint("model_id", "id"),
        CheckConstraint(
            "number >= 1",
            name="number_positive",
            info=refusal(RuleViolationError, "Versions are numbered from 1.", "number"),
        ),
        length_between("source", 1, URI_LENGTH),
        length_between("description", 0, TEXT_LENGTH),
        one_of("device", Device),
        one_of("status", VersionStatus),
        # For sorted lists of the versions of all models.
        Index(None, "number", "id"),
        Index(None, "created_at", "id"),
        Index(None, "updated_at", "id"),
        # For the versions that came from a run.
        *(
            Index(
                None,
                column,
                "id",
                sqlite_where=text(f"{column} IS NOT NULL"),
                postgresql_where=text(f"{column} IS NOT NULL"),
            )
            for column in ("run_id", "logged_model_id")
        ),
        trash_index(),
        {"sqlite_autoincrement": True},
    )

    model_id: Mapped[int] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    device: Mapped[str]
    status: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    # Its origin: what a run of this database saved.
    run_id: Mapped[int | None] = mapped_column(ForeignKey(MLRun.id))
    logged_model_id: Mapped[int | None] = mapped_column(ForeignKey(MLLoggedModel.id))

    run: Mapped[MLRun | None] = relationship(lazy="raise")
    logged_model: Mapped[MLLoggedModel | None] = relationship(lazy="raise")
    model: Mapped[MLModel] = relationship(lazy="raise")

    @property
    def model_name(self) -> str:
        """Name of the model; the row must have been loaded with it."""
        return self.model.name

    @property
    def run_public_id(self) -> str | None:
        """Id of the run for people; the row must have been loaded with it."""
        return None if self.run is None else self.run.public_id

    @property
    def logged_model_public_id(self) -> str | None:
        """Id of the logged model for people; the row must have been loaded with it."""
        return None if self.logged_model is None else self.logged_model.public_id

    @property
    def label(self) -> str:
        """How people name it; no other version has the same, as names contain no slash."""
        return f"{self.model.name}/{self.number}"

    @property
    def is_live(self) -> bool:
        """Whether both it and its model are outside the trash."""
        return self.deleted_at is None and self.model.deleted_at is None
