# Generated from mldb/async_db/services/registry/ml_model_version_param.py by `make twins`.
"""Parameters of versions."""

from typing import ClassVar

from mldb.models import MLModelVersionParam
from mldb.schemas import (
    MLModelVersionParamCreate,
    MLModelVersionParamRead,
    MLModelVersionParamUpdate,
)
from mldb.sync_db.repositories.registry.ml_model_version import MLModelVersionRepository
from mldb.sync_db.repositories.registry.ml_model_version_param import MLModelVersionParamRepository
from mldb.sync_db.services.item import ItemService


class MLModelVersionParamService(
    ItemService[
        MLModelVersionParam,
        MLModelVersionParamCreate,
        MLModelVersionParamUpdate,
        MLModelVersionParamRead,
    ]
):
    """Parameters of versions: given at registration, completed and corrected here."""

    entity: ClassVar[str] = "parameter"
    repository_type = MLModelVersionParamRepository
    read_schema = MLModelVersionParamRead
    owner_repository_type = MLModelVersionRepository
    owner_entity: ClassVar[str] = "version"
    prefix: ClassVar[str] = "params"
