"""Statements about versions with the names of their models."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Select, String, bindparam, select

from mldb.models import AuditEvent, MLModel, MLModelVersion
from mldb.statements.registry.ml_model_version import version_columns

LABEL: Final = MLModel.name.concat("/").concat(MLModelVersion.number.cast(String))
"""The version's name for people: `model/number`."""


@cache
def live_version() -> Select[Any]:
    """Columns of the live version `version_number` of the live model `model_name`."""
    return (
        version_columns()
        .join(MLModelVersion.model)
        .where(
            MLModel.name == bindparam("model_name"),
            MLModel.deleted_at.is_(None),
            MLModelVersion.number == bindparam("version_number"),
            MLModelVersion.deleted_at.is_(None),
        )
    )


@cache
def versions_by_label() -> Select[Any]:
    """Columns of the live versions with these `labels` (`model/number`) and their models' goals."""
    return (
        version_columns()
        .add_columns(MLModel.primary_metric, MLModel.primary_metric_goal)
        .join(MLModelVersion.model)
        .where(
            # The names first, which an index finds; then the pairs of name and number.
            MLModel.name.in_(bindparam("names", expanding=True)),
            MLModelVersion.number.in_(bindparam("numbers", expanding=True)),
            LABEL.in_(bindparam("labels", expanding=True)),
            MLModel.deleted_at.is_(None),
            MLModelVersion.deleted_at.is_(None),
        )
    )


@cache
def events_of_version() -> Select[Any]:
    """Columns of the newest `count` events about the version `version_id`."""
    table: Any = AuditEvent.__table__
    about = (AuditEvent.entity == "version", AuditEvent.entity_id == bindparam("version_id"))
    return select(*table.c).where(*about).order_by(AuditEvent.id.desc()).limit(bindparam("count"))
