"""Table of the tags on models."""

from sqlalchemy.orm import Mapped

from mldb.models.base import Base
from mldb.models.item import OfModel, TextValue, item_constraints, text_value_constraint
from mldb.values.limits import TAG_LENGTH


class MLModelTag(OfModel, TextValue, Base):
    """A free key and value on a model."""

    __tablename__ = "ml_model_tags"
    __table_args__ = (
        *item_constraints("model_id", "key", "tag"),
        text_value_constraint(TAG_LENGTH),
        {"sqlite_autoincrement": True},
    )

    key: Mapped[str]
