"""Rows an import inserted that none of its audit events mention.

Parameters of each statement: `last_event`, the id of the last event before the import, and
`last_imported`, the id of the last event that the import brought.
"""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from mldb.catalogue import EXPERIMENT, LOGGED_MODEL, RUN, ItemType
from mldb.models import (
    AuditEvent,
    MLArtifact,
    MLExperiment,
    MLExperimentTag,
    MLLoggedModel,
    MLModel,
    MLModelAlias,
    MLModelVersion,
    MLRun,
)

_MODEL: Final = (MLModel.name.label("model"), MLModel.id.label("model_id"))
_FILES: Final = (
    func.count().label("count"),
    func.sum(MLArtifact.size_bytes).label("size_bytes"),
)


@cache
def unexplained_experiments() -> Select[Any]:
    """Experiments with an id after `after`, by id, at most `count`."""
    return _unexplained(EXPERIMENT.name, MLExperiment, *MLExperiment.__table__.c)


@cache
def unexplained_runs() -> Select[Any]:
    """Runs with an id after `after`, by id, at most `count`.

    With the name of their experiment and the public id of their parent.
    """
    parent = aliased(MLRun)
    of_others = (
        MLExperiment.name.label("experiment_name"),
        parent.public_id.label("parent_public_id"),
    )
    found = _unexplained(RUN.name, MLRun, *MLRun.__table__.c, *of_others)
    found = found.join_from(MLRun, MLExperiment, MLExperiment.id == MLRun.experiment_id)
    return found.outerjoin(parent, parent.id == MLRun.parent_id)


@cache
def unexplained_logged_models() -> Select[Any]:
    """Logged models with an id after `after`, by id, at most `count`."""
    return _unexplained(LOGGED_MODEL.name, MLLoggedModel, *MLLoggedModel.__table__.c)


def _unexplained(entity: str, row_type: Any, *columns: Any) -> Select[Any]:
    is_new = (row_type.id > bindparam("after"), _is_unexplained(entity, row_type.id))
    return select(*columns).where(*is_new).order_by(row_type.id).limit(bindparam("count"))


@cache
def unexplained_experiment_tags() -> Select[Any]:
    """Tags after `last_item` of experiments up to `last_owner`, by experiment."""
    owner = (MLExperiment.name.label("experiment"), MLExperiment.id.label("owner"))
    named = (MLExperimentTag.key.label("name"), MLExperimentTag.value)
    columns: tuple[Any, ...] = (*owner, *named)
    found = select(*columns).join_from(MLExperimentTag, MLExperiment)
    tag = MLExperimentTag
    is_new = (tag.id > bindparam("last_item"), tag.experiment_id <= bindparam("last_owner"))
    found = found.where(*is_new, _is_unexplained(EXPERIMENT.name, tag.experiment_id))
    return found.order_by(tag.experiment_id, tag.id)


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
def unexplained_model_items(row_type: Any, name_column: str) -> Select[Any]:
    """Items after `last_item` of models up to `last_owner`, by model."""
    owner = (*_MODEL, MLModel.id.label("owner"))
    name = getattr(row_type, name_column).label("name")
    found = select(*owner, name, row_type.value).join_from(row_type, MLModel)
    is_new = (row_type.id > bindparam("last_item"), row_type.model_id <= bindparam("last_owner"))
    found = found.where(*is_new, _is_unexplained("model", row_type.model_id))
    return found.order_by(row_type.model_id, row_type.id)


@cache
def unexplained_version_files() -> Select[Any]:
    """Number and size of the files after `last_item`, of versions up to `last_owner`."""
    number: tuple[Any, ...] = (MLModelVersion.number, MLArtifact.version_id.label("owner"))
    owner = (*_MODEL, *number)
    found = select(*owner, *_FILES).join_from(MLArtifact, MLModelVersion)
    found = found.join(MLModel, MLModel.id == MLModelVersion.model_id)
    found = found.where(*_is_new_file("version", MLArtifact.version_id))
    return found.group_by(*owner).order_by(MLArtifact.version_id)


@cache
def unexplained_logged_model_files() -> Select[Any]:
    """Number and size of the files after `last_item`, of logged models up to `last_owner`."""
    owner: tuple[Any, ...] = (
        MLLoggedModel.public_id,
        MLArtifact.logged_model_id.label("owner"),
    )
    found = select(*owner, *_FILES).join_from(MLArtifact, MLLoggedModel)
    found = found.where(*_is_new_file(LOGGED_MODEL.name, MLArtifact.logged_model_id))
    return found.group_by(*owner).order_by(MLArtifact.logged_model_id)


def _is_new_file(entity: str, owner_id: Any) -> tuple[ColumnElement[bool], ...]:
    is_new = (MLArtifact.id > bindparam("last_item"), owner_id <= bindparam("last_owner"))
    return (*is_new, _is_unexplained(entity, owner_id))


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
