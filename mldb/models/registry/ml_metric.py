"""Table of metrics."""

import sys

from sqlalchemy import CheckConstraint, Double, Index
from sqlalchemy.orm import Mapped, mapped_column

from mldb.errors import RuleViolationError
from mldb.models.base import Base, refusal
from mldb.models.item import OfVersion, item_constraints


class MLMetric(OfVersion, Base):
    """One named number that says how well a version does."""

    __tablename__ = "ml_metrics"
    __table_args__ = (
        *item_constraints("version_id", "name", "metric"),
        # NaN fails too: PostgreSQL sorts it above every number, SQLite stores it as NULL.
        CheckConstraint(
            f"value BETWEEN {-sys.float_info.max!r} AND {sys.float_info.max!r}",
            name="value_finite",
            info=refusal(RuleViolationError, "A metric's value must be a finite number.", "value"),
        ),
        # For searched and sorted lists.
        Index(None, "name", "value", "version_id"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    value: Mapped[float] = mapped_column(Double)
