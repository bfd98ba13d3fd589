"""Rows of ml_model_version_tags."""

from mldb.async_db.repositories.item import ItemRepository
from mldb.models import MLModelVersionTag


class MLModelVersionTagRepository(ItemRepository[MLModelVersionTag]):
    """Rows of ml_model_version_tags, with the version they belong to."""

    row_type = MLModelVersionTag
    name_field = "key"
