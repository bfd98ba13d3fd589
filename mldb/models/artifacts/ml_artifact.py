"""Table of artifacts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import ConflictError, RuleViolationError
from mldb.models.artifacts.ml_content import MLContent
from mldb.models.artifacts.ownership import OWNER_COLUMNS, Owned, one_owner, where_given
from mldb.models.base import Base, code_point_string, length_between, refusal
from mldb.models.registry.ml_model import MLModel
from mldb.models.tracking.ml_experiment import MLExperiment
from mldb.values.limits import ARTIFACT_PATH_LENGTH, MEDIA_TYPE_LENGTH


class MLArtifact(Owned, Base):
    """A file of a run, a logged model or a version, at a path that is unique there."""

    __tablename__ = "ml_artifacts"
    __table_args__ = (
        one_owner(),
        CheckConstraint(
            "(version_id IS NULL) = (experiment_id IS NOT NULL)",
            name="experiment_or_version",
            info=refusal(
                RuleViolationError,
                "A file of a run or logged model belongs to an experiment too.",
                "experiment_id",
            ),
        ),
        CheckConstraint(
            "(version_id IS NULL) = (model_id IS NULL)",
            name="model_of_version",
            info=refusal(
                RuleViolationError, "A file of a version belongs to a model too.", "model_id"
            ),
        ),
        length_between("path", 1, ARTIFACT_PATH_LENGTH),
        length_between("media_type", 1, MEDIA_TYPE_LENGTH),
        *(
            where_given(
                owner,
                "path",
                unique=True,
                info=refusal(ConflictError, "Another upload takes this path just now.", "path"),
            )
            for owner in OWNER_COLUMNS
        ),
        # For what refers to a content.
        Index(None, "content_id"),
        # For the space that an experiment or a model uses.
        where_given("experiment_id", "size_bytes"),
        where_given("model_id", "size_bytes"),
        {"sqlite_autoincrement": True},
    )

    # The owner's, which never change.
    experiment_id: Mapped[int | None] = mapped_column(
        ForeignKey(MLExperiment.id, ondelete="CASCADE")
    )
    model_id: Mapped[int | None] = mapped_column(ForeignKey(MLModel.id, ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(code_point_string(ARTIFACT_PATH_LENGTH))
    content_id: Mapped[int] = mapped_column(ForeignKey(MLContent.id))
    # The content's; sums over an index need it here.
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    # The API token of the program that uploaded it.
    created_via: Mapped[str | None]
