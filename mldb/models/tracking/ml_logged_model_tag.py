"""Table of the tags on logged models."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from mldb.models.base import Row, length_between
from mldb.models.tracking.ml_logged_model import MLLoggedModel
from mldb.values.limits import NAME_LENGTH, TAG_LENGTH


class MLLoggedModelTag(Row):
    """A free key and value on a logged model."""

    __tablename__ = "ml_logged_model_tags"
    __table_args__ = (
        length_between("key", 1, NAME_LENGTH),
        length_between("value", 0, TAG_LENGTH),
        {"sqlite_with_rowid": False},
    )

    logged_model_id: Mapped[int] = mapped_column(
        ForeignKey(MLLoggedModel.id, ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
