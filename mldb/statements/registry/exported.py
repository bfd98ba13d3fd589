"""Rows of an export, by id, including those in the trash: one statement per record type."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from mldb.catalogue import EXPERIMENT, LOGGED_MODEL, RUN
from mldb.models import (
    AuditEvent,
    MLComment,
    MLExperiment,
    MLLoggedModel,
    MLMetric,
    MLMetricGoal,
    MLModel,
    MLModelAlias,
    MLModelName,
    MLModelTag,
    MLModelVersion,
    MLModelVersionParam,
    MLModelVersionTag,
    MLRun,
)
from mldb.statements.artifacts.exported import artifacts
from mldb.statements.audit.audit_event import is_of_registry
from mldb.statements.content import exported_columns
from mldb.statements.tracking import exported as tracking

MODEL_NAME: Final[ColumnElement[Any]] = MLModel.name.label("model")


def models() -> Select[Any]:
    """Models."""
    return select(*exported_columns(MLModel).values()).order_by(MLModel.id)


def names() -> Select[Any]:
    """Former names of models, with the current name of the model that had it last."""
    holder = aliased(MLModel)
    return (
        select(*exported_columns(MLModelName).values(), MODEL_NAME)
        .select_from(MLModelName)
        .outerjoin(MLModel, MLModel.id == MLModelName.model_id)
        .outerjoin(holder, holder.name == MLModelName.name)
        .where(holder.id.is_(None))
        .order_by(MLModelName.id)
    )


def versions() -> Select[Any]:
    """Versions, with the name of their model and what they come from."""
    columns = exported_columns(MLModelVersion).values()
    origins = (MLRun.public_id.label("run"), MLLoggedModel.public_id.label("logged_model"))
    return (
        select(MODEL_NAME, *columns, *origins)
        .join_from(MLModelVersion, MLModel)
        .outerjoin(MLRun, MLRun.id == MLModelVersion.run_id)
        .outerjoin(MLLoggedModel, MLLoggedModel.id == MLModelVersion.logged_model_id)
        .order_by(MLModelVersion.id)
    )


def model_tags() -> Select[Any]:
    """Tags on models, with the name of the model."""
    columns = exported_columns(MLModelTag).values()
    return select(MODEL_NAME, *columns).join_from(MLModelTag, MLModel).order_by(MLModelTag.id)


def metric_goals() -> Select[Any]:
    """Goals of metrics."""
    columns = exported_columns(MLMetricGoal).values()
    return select(MODEL_NAME, *columns).join_from(MLMetricGoal, MLModel).order_by(MLMetricGoal.id)


def _of_version(row_type: Any) -> Select[Any]:
    """Items of versions, with the model's name and the version's number."""
    columns = exported_columns(row_type).values()
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
    """Assignments of aliases, current and ended."""
    columns = dict(exported_columns(MLModelAlias))
    number = columns.pop("version_number").label("version")
    joined = select(MODEL_NAME, number, *columns.values()).join_from(
        MLModelAlias, MLModel, MLModelAlias.model_id == MLModel.id
    )
    return joined.order_by(MLModelAlias.id)


def comments() -> Select[Any]:
    """Comments, with the names of their subjects."""
    columns = exported_columns(MLComment).values()
    subject = (
        MLModelVersion.number.label("version"),
        MLModelAlias.name.label("alias"),
        MLModelAlias.started_at.label("moved_at"),
    )
    return (
        select(MODEL_NAME, *subject, *columns)
        .join_from(MLComment, MLModel, MLModel.id == MLComment.model_id)
        .outerjoin(MLModelVersion, MLModelVersion.id == MLComment.version_id)
        .outerjoin(MLModelAlias, MLModelAlias.id == MLComment.assignment_id)
        .order_by(MLComment.id)
    )


def events() -> Select[Any]:
    """Events about models and versions, experiments, runs and logged models.

    `changes` is the stored text: several long ones, parsed, would take much memory.
    """
    changes = cast(AuditEvent.changes, Text).label("changes")
    columns = exported_columns(AuditEvent) | {"changes": changes}
    is_version = AuditEvent.entity == "version"
    former_model = case((MLModel.id.is_(None), AuditEvent.model_id))
    former_version = case((and_(is_version, MLModelVersion.id.is_(None)), AuditEvent.entity_id))
    is_gone = [and_(is_entity, row_type.id.is_(None)) for row_type, is_entity in _tracked().items()]
    former = case((or_(*is_gone), AuditEvent.entity_id))
    found = (
        select(
            *columns.values(),
            case((_is_renamed(), MLModel.name)).label("model_name"),
            former_model.label("former_model_id"),
            former_version.label("former_version_id"),
            case((MLExperiment.name != AuditEvent.label, MLExperiment.name)).label(
                "experiment_name"
            ),
            former.label("former_id"),
        )
        .outerjoin(MLModel, MLModel.id == AuditEvent.model_id)
        .outerjoin(MLModelVersion, and_(is_version, MLModelVersion.id == AuditEvent.entity_id))
    )
    for row_type, is_entity in _tracked().items():
        found = found.outerjoin(row_type, and_(is_entity, row_type.id == AuditEvent.entity_id))
    return found.where(is_of_registry()).order_by(AuditEvent.id)


def _tracked() -> dict[Any, ColumnElement[bool]]:
    """Whether an event is about a row of each type."""
    types = {EXPERIMENT.name: MLExperiment, RUN.name: MLRun, LOGGED_MODEL.name: MLLoggedModel}
    return {row_type: AuditEvent.entity == entity for entity, row_type in types.items()}


def _is_renamed() -> ColumnElement[bool]:
    """The event's label begins with a former name of the model."""
    start = func.substr(AuditEvent.label, 1, func.length(MLModel.name) + 1)
    return and_(AuditEvent.label != MLModel.name, start != MLModel.name.concat("/"))


EXPORTED: Final[dict[str, Callable[[], Select[Any]]]] = {
    statement.__name__: statement
    for statement in (
        tracking.experiments,
        tracking.experiment_tags,
        tracking.runs,
        tracking.run_params,
        tracking.run_tags,
        tracking.datasets,
        tracking.run_inputs,
        tracking.logged_models,
        tracking.logged_model_params,
        tracking.logged_model_tags,
        tracking.logged_model_metrics,
        models,
        names,
        model_tags,
        metric_goals,
        versions,
        params,
        metrics,
        version_tags,
        aliases,
        comments,
        artifacts,
        events,
    )
}
"""By record type; for points see `mldb.statements.tracking.exported`."""
