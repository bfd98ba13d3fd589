"""Tags on experiments."""

from typing import ClassVar

from mldb.async_db.repositories.tracking.ml_experiment import MLExperimentRepository
from mldb.async_db.repositories.tracking.ml_experiment_tag import MLExperimentTagRepository
from mldb.async_db.services.registry.tag import TagService
from mldb.models import MLExperimentTag
from mldb.schemas import MLExperimentTagCreate, MLExperimentTagRead, MLExperimentTagUpdate


class MLExperimentTagService(
    TagService[MLExperimentTag, MLExperimentTagCreate, MLExperimentTagUpdate, MLExperimentTagRead]
):
    """Tags on experiments."""

    entity: ClassVar[str] = "tag"
    repository_type = MLExperimentTagRepository
    read_schema = MLExperimentTagRead
    owner_repository_type = MLExperimentRepository
    owner_entity: ClassVar[str] = "experiment"
    prefix: ClassVar[str] = "tags"
