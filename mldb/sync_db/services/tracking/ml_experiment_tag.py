# Generated from mldb/async_db/services/tracking/ml_experiment_tag.py by `make twins`.
"""Tags on experiments."""

from typing import ClassVar

from mldb.models import MLExperimentTag
from mldb.schemas import MLExperimentTagCreate, MLExperimentTagRead, MLExperimentTagUpdate
from mldb.sync_db.repositories.tracking.ml_experiment import MLExperimentRepository
from mldb.sync_db.repositories.tracking.ml_experiment_tag import MLExperimentTagRepository
from mldb.sync_db.services.registry.tag import TagService


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
