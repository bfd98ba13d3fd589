# Generated from mldb/async_db/services/registry/ml_metric.py by `make twins`.
"""Recording and lookup of metrics."""

from typing import ClassVar

from mldb.models import MLMetric
from mldb.schemas import MLMetricBatch, MLMetricCreate, MLMetricRead, MLMetricUpdate
from mldb.sync_db.repositories.registry.ml_metric import MLMetricRepository
from mldb.sync_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.sync_db.services.item import ItemService


class MLMetricService(ItemService[MLMetric, MLMetricCreate, MLMetricUpdate, MLMetricRead]):
    """Metrics of versions."""

    entity: ClassVar[str] = "metric"
    repository_type = MLMetricRepository
    read_schema = MLMetricRead
    owner_repository_type = MLModelVersionRepository
    owner_entity: ClassVar[str] = "version"
    prefix: ClassVar[str] = "metrics"

    def record(self, data: MLMetricBatch, *, reason: str | None = None) -> int:
        """Insert or update up to 10,000 metrics of a version, all or none.

        Returns how many were new or had another value; with none there is nothing to audit.

        Raises:
            NotFoundError: there is no such version, or it is in the trash.
        """
        return self._set_many(data.version_id, data.metrics, reason)
