"""Table of the goals of metrics."""

from sqlalchemy.orm import Mapped

from mldb.models.base import Base
from mldb.models.item import OfModel, TextValue, item_constraints, text_value_constraint
from mldb.values.goals import GOAL_LENGTH


class MLMetricGoal(OfModel, TextValue, Base):
    """How the values of a metric are judged and written, over all versions of a model.

    `value` is text as people write it, see `mldb.values.goals`.
    """

    __tablename__ = "ml_metric_goals"
    __table_args__ = (
        *item_constraints("model_id", "name", "goal"),
        text_value_constraint(GOAL_LENGTH),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str]
