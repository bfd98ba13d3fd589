# Generated from mldb/async_db/repositories/tracking/ml_experiment.py by `make twins`.
"""Rows of ml_experiments."""

from typing import ClassVar

from sqlalchemy import select

from mldb.models import MLExperiment
from mldb.sync_db.repositories.registry.trash import TrashRepository
from mldb.values.names import DEFAULT_EXPERIMENT_ID
from mldb.values.spelling import spelling


class MLExperimentRepository(TrashRepository[MLExperiment]):
    """Rows of ml_experiments."""

    row_type = MLExperiment
    first_id: ClassVar[int] = DEFAULT_EXPERIMENT_ID

    def get_by_name(self, name: str) -> MLExperiment | None:
        """Row by name, trash included, or None."""
        return self.first(select(MLExperiment).where(MLExperiment.name == spelling(name)))
