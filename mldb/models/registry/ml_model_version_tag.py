"""Table of the tags on versions."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from mldb.models.base import Base
from mldb.models.item import OfVersion, TextValue, item_constraints, text_value_constraint
from mldb.values.limits import TAG_LENGTH


class MLModelVersionTag(OfVersion, TextValue, Base):
    """A free key and value on a version."""

    __tablename__ = "ml_model_version_tags"
    __table_args__ = (
        *item_constraints("version_id", "key", "tag"),
        text_value_constraint(TAG_LENGTH),
        # For searched lists, and for the names of all tags.
        Index(None, "key", "version_id"),
        {"sqlite_autoincrement": True},
    )

    key: Mapped[str]
