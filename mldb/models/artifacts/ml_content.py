"""Table of the contents of artifacts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import ConflictError, RuleViolationError
from mldb.models.base import Base, code_point_string, length_between, one_of, refusal
from mldb.values.enums import Verification
from mldb.values.limits import SHA256_LENGTH, STORAGE_KEY_LENGTH


class MLContent(Base):
    """The bytes of one or more artifacts: digest, size and location in the artifact store."""

    __tablename__ = "ml_contents"
    __table_args__ = (
        UniqueConstraint(
            "sha256",
            info=refusal(ConflictError, "The same bytes are being stored just now.", "sha256"),
        ),
        UniqueConstraint(
            "storage_key",
            info=refusal(ConflictError, "Other bytes have this key.", "storage_key"),
        ),
        CheckConstraint(
            f"length(sha256) = {SHA256_LENGTH}",
            name="sha256_length",
            info=refusal(RuleViolationError, "A SHA-256 has 64 hex digits.", "sha256"),
        ),
        CheckConstraint(
            "size_bytes >= 0",
            name="size_not_negative",
            info=refusal(RuleViolationError, "A size can't be negative.", "size_bytes"),
        ),
        length_between("storage_key", 1, STORAGE_KEY_LENGTH),
        one_of("verification", Verification),
        {"sqlite_autoincrement": True},
    )

    sha256: Mapped[str] = mapped_column(code_point_string(SHA256_LENGTH))
    size_bytes: Mapped[int]
    storage_key: Mapped[str] = mapped_column(code_point_string(STORAGE_KEY_LENGTH))
    created_at: Mapped[datetime]
    # What the last reading back found, and when; NULL: never read back since the upload.
    verified_at: Mapped[datetime | None]
    verification: Mapped[str | None]
