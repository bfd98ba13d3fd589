"""Table of comments."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mldb.errors import DuplicateError, RuleViolationError
from mldb.models.base import Attributed, Base, length_between, refusal
from mldb.models.registry.ml_model import MLModel
from mldb.models.registry.ml_model_alias import MLModelAlias
from mldb.models.registry.ml_model_version import MLModelVersion
from mldb.values.limits import COMMENT_ID_LENGTH, COMMENT_LENGTH


class MLComment(Attributed, Base):
    """What somebody says about a version, or about a move of an alias.

    It goes with its version, its assignment or its model when that is purged.
    """

    __tablename__ = "ml_comments"
    __table_args__ = (
        UniqueConstraint(
            "public_id", info=refusal(DuplicateError, "This comment exists already.", "public_id")
        ),
        CheckConstraint(
            "(version_id IS NULL) <> (assignment_id IS NULL)",
            name="one_subject",
            info=refusal(
                RuleViolationError,
                "A comment is about a version, or about a move of an alias.",
                "version_id",
            ),
        ),
        length_between("public_id", COMMENT_ID_LENGTH, COMMENT_ID_LENGTH),
        length_between("text", 1, COMMENT_LENGTH),
        Index(None, "model_id", "id"),
        Index(None, "version_id", "id"),
        Index(None, "assignment_id", "id"),
        Index(None, "created_by", "id"),
        {"sqlite_autoincrement": True},
    )

    # Names it in exports and in the history of its subject.
    public_id: Mapped[str] = mapped_column(
        String(COMMENT_ID_LENGTH).with_variant(
            String(COMMENT_ID_LENGTH, collation="C"), "postgresql"
        )
    )
    model_id: Mapped[int] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey(MLModelVersion.id, ondelete="CASCADE")
    )
    assignment_id: Mapped[int | None] = mapped_column(
        ForeignKey(MLModelAlias.id, ondelete="CASCADE")
    )
    text: Mapped[str] = mapped_column(Text)

    model: Mapped[MLModel] = relationship(lazy="raise")
    version: Mapped[MLModelVersion | None] = relationship(lazy="raise")
    assignment: Mapped[MLModelAlias | None] = relationship(lazy="raise")

    @property
    def model_name(self) -> str:
        """Name of the model; the row must have been loaded with it."""
        return self.model.name

    @property
    def version_number(self) -> int:
        """Number of the version, or of the one that the alias was moved to."""
        if self.version is not None:
            return self.version.number
        return self.assignment.version_number if self.assignment is not None else 0

    @property
    def alias(self) -> str | None:
        """Name of the alias that was moved; None: it is about the version."""
        return None if self.assignment is None else self.assignment.name
