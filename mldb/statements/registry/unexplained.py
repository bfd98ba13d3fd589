"""Rows an import inserted that none of its audit events mention.

Parameters of each statement: `last_event`, the id of the last event before the import, and
`last_imported`, the id of the last event that the import brought.
"""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, select

from mldb.catalogue import ItemType
from mldb.models import AuditEvent, MLModel, MLModelAlias, MLModelVersion

_MODEL: Final = (MLModel.name.label("model"), MLModel.id.label("model_id"))


@cache
def unexplained_models() -> Select[Any]:
    """Models with an id after `after`, by id, at most `count`."""
    after = MLModel.id > bindparam("after")
    found = select(*MLModel.__table__.c).where(after, _is_unexplained("model", MLModel.id))
    return found.order_by(MLModel.id).limit(bindparam("count"))


@cache
def unexplained_versions() -> Select[Any]:
    """Versions with an id after `after` and the name of their model, by id, at most `count`."""
    after = MLModelVersion.id > bindparam("after")
    columns = (*MLModelVersion.__table__.c, MLModel.name.label("model"))
    found = select(*columns).join_from(MLModelVersion, MLModel)
    found = found.where(after, _is_unexplained("version", MLModelVersion.id))
    return found.order_by(MLModelVersion.id).limit(bindparam("count"))


@cache
def unexplained_version_items(row_type: Any, name_column: str) -> Select[Any]:
    """Items after `last_item` of versions up to `last_owner`, by version."""
    name = getattr(row_type, name_column).label("name")
    owner = (*_MODEL, MLModelVersion.number, row_type.version_id.label("owner"))
    found = select(*owner, name, row_type.value).join_from(row_type, MLModelVersion)
    found = found.join(MLModel, MLModel.id == MLModelVersion.model_id)
    is_new = (row_type.id > bindparam("last_item"), row_type.version_id <= bindparam("last_owner"))
    found = found.where(*is_new, _is_unexplained("version", row_type.version_id))
    return found.order_by(row_type.version_id, row_type.id)


@cache
def unexplained_model_items(row_type: Any) -> Select[Any]:
    """Items after `last_item` of models up to `last_owner`, by model."""
    owner = (*_MODEL, MLModel.id.label("owner"))
    found = select(*owner, row_type.key.label("name"), row_type.value).join_from(row_type, MLModel)
    is_new = (row_type.id > bindparam("last_item"), row_type.model_id <= bindparam("last_owner"))
    found = found.where(*is_new, _is_unexplained("model", row_type.model_id))
    return found.order_by(row_type.model_id, row_type.id)


@cache
def unexplained_aliases() -> Select[Any]:
    """Current assignments after `last_item`, by model."""
    owner = (*_MODEL, MLModel.id.label("owner"))
    value = MLModelAlias.version_number.label("value")
    is_model = MLModelAlias.model_id == MLModel.id
    columns: tuple[Any, ...] = (*owner, MLModelAlias.name.label("name"), value)
    found = select(*columns)
    found = found.join_from(MLModelAlias, MLModel, is_model)
    is_new = (MLModelAlias.id > bindparam("last_item"), MLModelAlias.is_current.is_(True))
    found = found.where(*is_new, _is_unexplained("model", MLModelAlias.model_id))
    return found.order_by(MLModelAlias.model_id, MLModelAlias.id)


def items_of(item: ItemType, row_type: Any, owner_ids: list[int]) -> Select[Any]:
    """Owner's id, name and value of all items of these owners."""
    owner = getattr(row_type, item.owner_column)
    name = getattr(row_type, item.name_column)
    found = select(owner.label("owner"), name.label("name"), row_type.value)
    return found.where(owner.in_(owner_ids)).order_by(row_type.id)


def _is_unexplained(entity: str, entity_id: Any) -> ColumnElement[bool]:
    """No event of the import is about this entity.

    A subquery per entity is one index lookup; with `NOT EXISTS` PostgreSQL, which has no
    statistics of the new rows, would compare each entity with all events.
    """
    mentioning = select(AuditEvent.id).where(
        AuditEvent.entity == entity,
        AuditEvent.entity_id == entity_id,
        AuditEvent.id > bindparam("last_event"),
        AuditEvent.id <= bindparam("last_imported"),
    )
    return mentioning.limit(1).scalar_subquery().is_(None)
