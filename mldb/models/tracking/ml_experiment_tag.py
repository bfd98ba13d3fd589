"""Table of the tags on experiments."""

from sqlalchemy.orm import Mapped

from mldb.models.base import Base
from mldb.models.item import OfExperiment, TextValue, item_constraints, text_value_constraint
from mldb.values.limits import TAG_LENGTH


class MLExperimentTag(OfExperiment, TextValue, Base):
    """A free key and value on an experiment."""

    __tablename__ = "ml_experiment_tags"
    __table_args__ = (
        *item_constraints("experiment_id", "key", "tag"),
        text_value_constraint(TAG_LENGTH),
        {"sqlite_autoincrement": True},
    )

    key: Mapped[str]
