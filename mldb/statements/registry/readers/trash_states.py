"""Statement that reads whether models and versions are in the trash."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, String, bindparam, literal_column, select, union_all

from mldb.models import MLModel, MLModelVersion
from mldb.statements.registry.readers.versions import LABEL


@cache
def trash_states() -> CompoundSelect[str, int, str, int, datetime | None, datetime | None]:
    """Entity type, id and label of the existing ones of `model_ids` and `version_ids`.

    Then the id of the model, and when the model and the entity itself were trashed.
    """
    models = select(
        _entity("model"),
        MLModel.id,
        MLModel.name,
        MLModel.id,
        MLModel.deleted_at,
        MLModel.deleted_at,
    )
    versions = select(
        _entity("version"),
        MLModelVersion.id,
        LABEL,
        MLModel.id,
        MLModel.deleted_at,
        MLModelVersion.deleted_at,
    ).join(MLModelVersion.model)
    return union_all(
        models.where(MLModel.id.in_(bindparam("model_ids", expanding=True))),
        versions.where(MLModelVersion.id.in_(bindparam("version_ids", expanding=True))),
    )


def _entity(text: str) -> Any:
    return literal_column(f"'{text}'", String).label("entity")
