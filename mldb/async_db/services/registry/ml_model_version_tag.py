"""Tags on versions."""

from typing import ClassVar

from mldb.async_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.async_db.repositories.registry.ml_model_version_tag import MLModelVersionTagRepository
from mldb.async_db.services.registry.tag import TagService
from mldb.models import MLModelVersionTag
from mldb.schemas import MLModelVersionTagCreate, MLModelVersionTagRead, MLModelVersionTagUpdate


class MLModelVersionTagService(
    TagService[
        MLModelVersionTag, MLModelVersionTagCreate, MLModelVersionTagUpdate, MLModelVersionTagRead
    ]
):
    """Tags on versions."""

    entity: ClassVar[str] = "tag"
    repository_type = MLModelVersionTagRepository
    read_schema = MLModelVersionTagRead
    owner_repository_type = MLModelVersionRepository
    owner_entity: ClassVar[str] = "version"
    prefix: ClassVar[str] = "tags"
