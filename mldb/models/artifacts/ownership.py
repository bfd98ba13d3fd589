"""The columns that say to which run, logged model or version a file belongs."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from mldb.errors import RuleViolationError
from mldb.models.base import refusal
from mldb.models.registry.ml_model_version import MLModelVersion
from mldb.models.tracking.ml_logged_model import MLLoggedModel
from mldb.models.tracking.ml_run import MLRun

OWNER_COLUMNS = ("run_id", "logged_model_id", "version_id")


class Owned:
    """A row that belongs to exactly one run, logged model or version, and is purged with it."""

    @declared_attr
    def run_id(cls) -> Mapped[int | None]:  # noqa: N805  # SQLAlchemy calls it on the class
        """The run that it belongs to."""
        return mapped_column(ForeignKey(MLRun.id, ondelete="CASCADE"))

    @declared_attr
    def logged_model_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The logged model that it belongs to."""
        return mapped_column(ForeignKey(MLLoggedModel.id, ondelete="CASCADE"))

    @declared_attr
    def version_id(cls) -> Mapped[int | None]:  # noqa: N805
        """The version that it belongs to."""
        return mapped_column(ForeignKey(MLModelVersion.id, ondelete="CASCADE"))


def one_owner() -> CheckConstraint:
    """Constraint `one_owner`: exactly one of the three columns is given."""
    given = (f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in OWNER_COLUMNS)
    return CheckConstraint(
        f"{' + '.join(given)} = 1",
        name="one_owner",
        info=refusal(
            RuleViolationError, "A file belongs to one run, one logged model or one version."
        ),
    )


def where_given(
    column: str, *columns: str, unique: bool = False, info: dict[str, Any] | None = None
) -> Index:
    """Index of the rows in which the first column is not NULL."""
    is_given = text(f"{column} IS NOT NULL")
    return Index(
        None,
        column,
        *columns,
        unique=unique,
        sqlite_where=is_given,
        postgresql_where=is_given,
        info=info,
    )
