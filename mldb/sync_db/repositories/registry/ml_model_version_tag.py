# Generated from mldb/async_db/repositories/registry/ml_model_version_tag.py by `make twins`.
"""Rows of ml_model_version_tags."""

from mldb.models import MLModelVersionTag
from mldb.sync_db.repositories.item import ItemRepository


class MLModelVersionTagRepository(ItemRepository[MLModelVersionTag]):
    """Rows of ml_model_version_tags, with the version they belong to."""

    row_type = MLModelVersionTag
    name_field = "key"
