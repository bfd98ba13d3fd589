"""Table of the parameters of logged models."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Row, length_between
from mldb.models.tracking.ml_logged_model import MLLoggedModel
from mldb.values.limits import NAME_LENGTH, PARAM_LENGTH


class MLLoggedModelParam(Row):
    """One named setting of a logged model."""

    __tablename__ = "ml_logged_model_params"
    __table_args__ = (
        length_between("name", 1, NAME_LENGTH),
        length_between("value", 0, PARAM_LENGTH),
        {"sqlite_with_rowid": False},
    )

    logged_model_id: Mapped[int] = mapped_column(
        ForeignKey(MLLoggedModel.id, ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
