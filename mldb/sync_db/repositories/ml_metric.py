# Generated from mldb/async_db/repositories/ml_metric.py by `make twins`.
"""Rows of ml_metrics."""

from mldb.models import MLMetric
from mldb.sync_db.repositories.item import ItemRepository


class MLMetricRepository(ItemRepository[MLMetric]):
    """Rows of ml_metrics, with the version they belong to."""

    row_type = MLMetric
