"""Rows of ml_metric_goals."""

from sqlalchemy import Select

from mldb.async_db.repositories.item import ItemRepository
from mldb.models import MLMetricGoal, MLModel
from mldb.statements.item import bare_items_of, items_of


class MLMetricGoalRepository(ItemRepository[MLMetricGoal]):
    """Rows of ml_metric_goals, with the model they belong to."""

    row_type = MLMetricGoal
    owner_field = "model_id"

    @classmethod
    def statement(cls) -> Select[MLMetricGoal]:
        """Goals with their model; none of a model in the trash."""
        return items_of(MLMetricGoal, MLModel)

    @classmethod
    def listed(cls) -> Select[MLMetricGoal]:
        """Goals without their model."""
        return bare_items_of(MLMetricGoal, MLModel)
