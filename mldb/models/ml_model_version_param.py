"""Table of parameters."""

from sqlalchemy.orm import Mapped

from mldb.models.base import Base
from mldb.models.item import OfVersion, TextValue, item_constraints, text_value_constraint


class MLModelVersionParam(OfVersion, TextValue, Base):
    """One named setting that a version was trained with."""

    __tablename__ = "ml_model_version_params"
    __table_args__ = (
        *item_constraints("version_id", "name", "parameter"),
        text_value_constraint(),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
