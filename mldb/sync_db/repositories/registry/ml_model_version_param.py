# Generated from mldb/async_db/repositories/registry/ml_model_version_param.py by `make twins`.
"""Rows of ml_model_version_params."""

from mldb.models import MLModelVersionParam
from mldb.sync_db.repositories.item import ItemRepository


class MLModelVersionParamRepository(ItemRepository[MLModelVersionParam]):
    """Rows of ml_model_version_params, with the version they belong to."""

    row_type = MLModelVersionParam
