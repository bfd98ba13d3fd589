"""Rows of ml_experiments."""

from typing import ClassVar

from sqlalchemy import select

from mldb.async_db.repositories.registry.trash import TrashRepository
from mldb.models import MLExperiment
from mldb.values.names import DEFAULT_EXPERIMENT_ID
from mldb.values.spelling import spelling


class MLExperimentRepository(TrashRepository[MLExperiment]):
    """Rows of ml_experiments."""

    row_type = MLExperiment
    first_id: ClassVar[int] = DEFAULT_EXPERIMENT_ID

    async def get_by_name(self, name: str) -> MLExperiment | None:
        """Row by name, trash included, or None."""
        return await self.first(select(MLExperiment).where(MLExperiment.name == spelling(name)))
