"""Rows of ml_experiment_tags."""

from sqlalchemy import Select

from mldb.async_db.repositories.item import ItemRepository
from mldb.models import MLExperiment, MLExperimentTag
from mldb.statements.item import bare_items_of, items_of


class MLExperimentTagRepository(ItemRepository[MLExperimentTag]):
    """Rows of ml_experiment_tags, with the experiment they belong to."""

    row_type = MLExperimentTag
    owner_field = "experiment_id"
    name_field = "key"

    @classmethod
    def statement(cls) -> Select[MLExperimentTag]:
        """Tags with their experiment; none of an experiment in the trash."""
        return items_of(MLExperimentTag, MLExperiment)

    @classmethod
    def listed(cls) -> Select[MLExperimentTag]:
        """Tags without their experiment."""
        return bare_items_of(MLExperimentTag, MLExperiment)
