# Generated from mldb/async_db/services/registry/ml_metric_goal.py by `make twins`.
"""Goals of the metrics of models."""

from typing import ClassVar

from mldb.models import MLMetricGoal
from mldb.schemas import MLMetricGoalCreate, MLMetricGoalRead, MLMetricGoalUpdate
from mldb.sync_db.repositories.registry.ml_metric_goal import MLMetricGoalRepository
from mldb.sync_db.repositories.registry.ml_model import MLModelRepository
from mldb.sync_db.services.item import ItemService


class MLMetricGoalService(
    ItemService[MLMetricGoal, MLMetricGoalCreate, MLMetricGoalUpdate, MLMetricGoalRead]
):
    """How the values of a model's metrics are judged and written."""

    entity: ClassVar[str] = "goal"
    repository_type = MLMetricGoalRepository
    read_schema = MLMetricGoalRead
    owner_repository_type = MLModelRepository
    owner_entity: ClassVar[str] = "model"
    prefix: ClassVar[str] = "goals"
