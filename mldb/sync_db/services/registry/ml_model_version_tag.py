# Generated from mldb/async_db/services/registry/ml_model_version_tag.py by `make twins`.
"""Tags on versions."""

from typing import ClassVar

from mldb.models import MLModelVersionTag
from mldb.schemas import MLModelVersionTagCreate, MLModelVersionTagRead, MLModelVersionTagUpdate
from mldb.sync_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.sync_db.repositories.registry.ml_model_version_tag import MLModelVersionTagRepository
from mldb.sync_db.services.registry.tag import TagService


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
