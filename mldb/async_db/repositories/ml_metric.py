"""Rows of ml_metrics."""

from mldb.async_db.repositories.item import ItemRepository
from mldb.models import MLMetric


class MLMetricRepository(ItemRepository[MLMetric]):
    """Rows of ml_metrics, with the version they belong to."""

    row_type = MLMetric
