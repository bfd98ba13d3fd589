"""What an import added and no audit event of the import tells of.

Parameters of all: `last_event` and `last_told`, the ids of the last event before the import and of
the last one that came with it.
"""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, select

from mldb.models import AuditEvent, MLModel, MLModelAlias, MLModelVersion

_MODEL: Final = (MLModel.name.label("model"), MLModel.id.label("model_id"))


@cache
def untold_models() -> Select[Any]:
    """Models with an id after `after`, by id, at most `count`."""
    after = MLModel.id > bindparam("after")
    found = select(*MLModel.__table__.c).where(after, _is_untold("model", MLModel.id))
    return found.order_by(MLModel.id).limit(bindparam("count"))


@cache
def untold_versions() -> Select[Any]:
    """Versions with an id after `after` and the name of their model, by id, at most `count`."""
    after = MLModelVersion.id > bindparam("after")
    columns = (*MLModelVersion.__table__.c, MLModel.name.label("model"))
    found = select(*columns).join_from(MLModelVersion, MLModel)
    found = found.where(after, _is_untold("version", MLModelVersion.id))
    return found.order_by(MLModelVersion.id).limit(bindparam("count"))


@cache
def untold_items_of_versions(row_type: Any, name_field: str) -> Select[Any]:
    """Items after `last_item` of versions up to `last_owner`, by version."""
    name = getattr(row_type, name_field).label("name")
    owner = (*_MODEL, MLModelVersion.number, row_type.version_id.label("owner"))
    found = select(*owner, name, row_type.value).join_from(row_type, MLModelVersion)
    found = found.join(MLModel, MLModel.id == MLModelVersion.model_id)
    is_new = (row_type.id > bindparam("last_item"), row_type.version_id <= bindparam("last_owner"))
    found = found.where(*is_new, _is_untold("version", row_type.version_id))
    return found.order_by(row_type.version_id, row_type.id)


@cache
def untold_items_of_models(row_type: Any) -> Select[Any]:
    """Items after `last_item` of models up to `last_owner`, by model."""
    owner = (*_MODEL, MLModel.id.label("owner"))
    found = select(*owner, row_type.key.label("name"), row_type.value).join_from(row_type, MLModel)
    is_new = (row_type.id > bindparam("last_item"), row_type.model_id <= bindparam("last_owner"))
    found = found.where(*is_new, _is_untold("model", row_type.model_id))
    return found.order_by(row_type.model_id, row_type.id)


@cache
def untold_aliases() -> Select[Any]:
    """Assignments after `last_item` that hold, by model."""
    owner = (*_MODEL, MLModel.id.label("owner"))
    value = MLModelAlias.version_number.label("value")
    is_model = MLModelAlias.model_id == MLModel.id
    columns: tuple[Any, ...] = (*owner, MLModelAlias.name.label("name"), value)
    found = select(*columns)
    found = found.join_from(MLModelAlias, MLModel, is_model)
    is_new = (MLModelAlias.id > bindparam("last_item"), MLModelAlias.is_current.is_(True))
    found = found.where(*is_new, _is_untold("model", MLModelAlias.model_id))
    return found.order_by(MLModelAlias.model_id, MLModelAlias.id)


def items_of(row_type: Any, owner_field: str, name_field: str, owner_ids: list[int]) -> Select[Any]:
    """Owner, name and value of all items of these owners."""
    owner = getattr(row_type, owner_field)
    name = getattr(row_type, name_field)
    found = select(owner.label("owner"), name.label("name"), row_type.value)
    return found.where(owner.in_(owner_ids)).order_by(row_type.id)


def _is_untold(entity: str, entity_id: Any) -> ColumnElement[bool]:
    """No event of the import is about this thing.

    Asked by a subquery for each thing, which is one look into an index: `NOT EXISTS` would let
    PostgreSQL, which knows nothing of the new rows yet, compare each thing with all events.
    """
    told = select(AuditEvent.id).where(
        AuditEvent.entity == entity,
        AuditEvent.entity_id == entity_id,
        AuditEvent.id > bindparam("last_event"),
        AuditEvent.id <= bindparam("last_told"),
    )
    return told.limit(1).scalar_subquery().is_(None)
