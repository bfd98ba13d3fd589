"""Rows of ml_model_version_params."""

from mldb.async_db.repositories.item import ItemRepository
from mldb.models import MLModelVersionParam


class MLModelVersionParamRepository(ItemRepository[MLModelVersionParam]):
    """Rows of ml_model_version_params, with the version they belong to."""

    row_type = MLModelVersionParam
