"""What an export reads: the columns of a kind of record, by id, whatever lies in the trash."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, select
from sqlalchemy.orm import aliased

from mldb.models import (
    AuditEvent,
    MLMetric,
    MLModel,
    MLModelAlias,
    MLModelName,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
)
from mldb.statements.audit.audit_event import is_of_registry

MODEL_NAME: Final[ColumnElement[Any]] = MLModel.name.label("model")


def _without(row_type: Any, *left_out: str) -> list[ColumnElement[Any]]:
    return [column for column in row_type.__table__.c if column.name not in {"id", *left_out}]


def models() -> Select[Any]:
    """Models."""
    return select(*_without(MLModel)).order_by(MLModel.id)


def names() -> Select[Any]:
    """Names that no model has any more, with the present name of the one that had it last."""
    holder = aliased(MLModel)
    return (
        select(MLModelName.name, MLModelName.last_version_number, MODEL_NAME)
        .select_from(MLModelName)
        .outerjoin(MLModel, MLModel.id == MLModelName.model_id)
        .outerjoin(holder, holder.name == MLModelName.name)
        .where(holder.id.is_(None))
        .order_by(MLModelName.id)
    )


def versions() -> Select[Any]:
    """Versions, with the name of their model."""
    columns = _without(MLModelVersion, "model_id")
    return (
        select(MODEL_NAME, *columns).join_from(MLModelVersion, MLModel).order_by(MLModelVersion.id)
    )


def model_tags() -> Select[Any]:
    """Tags on models, with the name of the model."""
    columns = _without(MLModelTag, "model_id")
    return select(MODEL_NAME, *columns).join_from(MLModelTag, MLModel).order_by(MLModelTag.id)


def _of_version(row_type: Any) -> Select[Any]:
    """Items of versions, with the model and the number."""
    # `number` of a parameter is read from its value again.
    columns = _without(row_type, "version_id", "number")
    owner = [MODEL_NAME, MLModelVersion.number.label("version")]
    joined = select(*owner, *columns).join_from(row_type, MLModelVersion)
    return joined.join(MLModel, MLModel.id == MLModelVersion.model_id).order_by(row_type.id)


def params() -> Select[Any]:
    """Parameters."""
    return _of_version(MLModelVersionParam)


def metrics() -> Select[Any]:
    """Metrics."""
    return _of_version(MLMetric)


def version_tags() -> Select[Any]:
    """Tags on versions."""
    return _of_version(MLModelVersionTag)


def aliases() -> Select[Any]:
    """Assignments of aliases, past and present."""
    columns = _without(
        MLModelAlias, "model_id", "name_key", "version_id", "version_number", "is_current"
    )
    number = MLModelAlias.version_number.label("version")
    joined = select(MODEL_NAME, number, *columns).join_from(
        MLModelAlias, MLModel, MLModelAlias.model_id == MLModel.id
    )
    return joined.order_by(MLModelAlias.id)


def events() -> Select[Any]:
    """Events about models and versions.

    `changes` is the text as it is stored: several long ones, unfolded, would take much memory.
    """
    columns = _without(AuditEvent, "entity_id", "model_id", "changes")
    changes = cast(AuditEvent.changes, Text).label("changes")
    is_version = AuditEvent.entity == "version"
    former_model = case((MLModel.id.is_(None), AuditEvent.model_id))
    former_version = case((and_(is_version, MLModelVersion.id.is_(None)), AuditEvent.entity_id))
    return (
        select(
            *columns,
            changes,
            case((_is_renamed(), MLModel.name)).label("model_name"),
            former_model.label("former_model_id"),
            former_version.label("former_version_id"),
        )
        .outerjoin(MLModel, MLModel.id == AuditEvent.model_id)
        .outerjoin(MLModelVersion, and_(is_version, MLModelVersion.id == AuditEvent.entity_id))
        .where(is_of_registry())
        .order_by(AuditEvent.id)
    )


def _is_renamed() -> ColumnElement[bool]:
    """The event's label begins with another name than the model has now."""
    start = func.substr(AuditEvent.label, 1, func.length(MLModel.name) + 1)
    return and_(AuditEvent.label != MLModel.name, start != MLModel.name.concat("/"))


EXPORTED: Final[dict[str, Callable[[], Select[Any]]]] = {
    statement.__name__: statement
    for statement in (
        models,
        names,
        model_tags,
        versions,
        params,
        metrics,
        version_tags,
        aliases,
        events,
    )
}
"""By kind of record."""
