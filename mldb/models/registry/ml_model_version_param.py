"""Table of parameters."""

from typing import Any

from sqlalchemy import Double, Index
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Base
from mldb.models.item import OfVersion, TextValue, item_constraints, text_value_constraint
from mldb.values.limits import PARAM_LENGTH
from mldb.values.numbers import number_of


def _number(context: Any) -> float | None:
    """Kept beside the text by whatever statement writes it."""
    return number_of(context.get_current_parameters()["value"])


class MLModelVersionParam(OfVersion, TextValue, Base):
    """One named setting that a version was trained with."""

    __tablename__ = "ml_model_version_params"
    __table_args__ = (
        *item_constraints("version_id", "name", "parameter"),
        text_value_constraint(PARAM_LENGTH),
        # For searched lists.
        Index(None, "name", "number", "version_id"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
    # The value where it reads as a number: no two databases cast text alike.
    number: Mapped[float | None] = mapped_column(Double, default=_number, onupdate=_number)
