"""Recording and lookup of metrics."""

from typing import ClassVar

from mldb.async_db.repositories.registry.ml_metric import MLMetricRepository
from mldb.async_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.async_db.services.item import ItemService
from mldb.models import MLMetric
from mldb.schemas import MLMetricBatch, MLMetricCreate, MLMetricRead, MLMetricUpdate


class MLMetricService(ItemService[MLMetric, MLMetricCreate, MLMetricUpdate, MLMetricRead]):
    """Metrics of versions."""

    entity: ClassVar[str] = "metric"
    repository_type = MLMetricRepository
    read_schema = MLMetricRead
    owner_repository_type = MLModelVersionRepository
    owner_entity: ClassVar[str] = "version"
    prefix: ClassVar[str] = "metrics"

    async def record(self, data: MLMetricBatch, *, reason: str | None = None) -> int:
        """Insert or update up to 10,000 metrics of a version, all or none.

        Returns how many were new or had another value; with none there is nothing to audit.

        Raises:
            NotFoundError: there is no such version, or it is in the trash.
        """
        return await self._set_many(data.version_id, data.metrics, reason)
