"""Table of uploads in parts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import ConflictError, RuleViolationError
from mldb.models.artifacts.ownership import OWNER_COLUMNS, Owned, one_owner, where_given
from mldb.models.base import Base, code_point_string, length_between, refusal
from mldb.values.limits import ARTIFACT_PATH_LENGTH, MEDIA_TYPE_LENGTH, UPLOAD_ID_LENGTH


class MLArtifactUpload(Owned, Base):
    """A file that arrives in parts, until it is complete."""

    __tablename__ = "ml_artifact_uploads"
    __table_args__ = (
        one_owner(),
        UniqueConstraint(
            "public_id", info=refusal(ConflictError, "An upload with this id exists already.")
        ),
        CheckConstraint(
            f"length(public_id) = {UPLOAD_ID_LENGTH}",
            name="public_id_length",
            info=refusal(RuleViolationError, "An upload's id has 32 hex digits.", "public_id"),
        ),
        length_between("path", 1, ARTIFACT_PATH_LENGTH),
        length_between("media_type", 1, MEDIA_TYPE_LENGTH),
        Index(None, "created_at"),
        # For the purge of an owner.
        *(where_given(owner) for owner in OWNER_COLUMNS),
        {"sqlite_autoincrement": True},
    )

    public_id: Mapped[str] = mapped_column(code_point_string(UPLOAD_ID_LENGTH))
    path: Mapped[str] = mapped_column(code_point_string(ARTIFACT_PATH_LENGTH))
    media_type: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    created_via: Mapped[str | None]
