"""Tags on models."""

from typing import ClassVar

from mldb.async_db.repositories.registry.ml_model import MLModelRepository
from mldb.async_db.repositories.registry.ml_model_tag import MLModelTagRepository
from mldb.async_db.services.registry.tag import TagService
from mldb.models import MLModelTag
from mldb.schemas import MLModelTagCreate, MLModelTagRead, MLModelTagUpdate


class MLModelTagService(TagService[MLModelTag, MLModelTagCreate, MLModelTagUpdate, MLModelTagRead]):
    """Tags on models."""

    entity: ClassVar[str] = "tag"
    repository_type = MLModelTagRepository
    read_schema = MLModelTagRead
    owner_repository_type = MLModelRepository
    owner_entity: ClassVar[str] = "model"
    prefix: ClassVar[str] = "tags"
