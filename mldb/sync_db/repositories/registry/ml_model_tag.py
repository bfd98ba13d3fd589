# Generated from mldb/async_db/repositories/registry/ml_model_tag.py by `make twins`.
"""Rows of ml_model_tags."""

from sqlalchemy import Select

from mldb.models import MLModel, MLModelTag
from mldb.statements.item import bare_items_of, items_of
from mldb.sync_db.repositories.item import ItemRepository


class MLModelTagRepository(ItemRepository[MLModelTag]):
    """Rows of ml_model_tags, with the model they belong to."""

    row_type = MLModelTag
    owner_field = "model_id"
    name_field = "key"

    @classmethod
    def statement(cls) -> Select[MLModelTag]:
        """Tags with their model; none of a model in the trash."""
        return items_of(MLModelTag, MLModel)

    @classmethod
    def listed(cls) -> Select[MLModelTag]:
        """Tags without their model."""
        return bare_items_of(MLModelTag, MLModel)
