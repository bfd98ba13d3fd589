"""Statements about alias assignments."""

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import contains_eager

from mldb.models import MLModel, MLModelAlias


@cache
def assignments() -> Select[MLModelAlias]:
    """Assignments with the name of their model."""
    model = contains_eager(MLModelAlias.model)
    return (
        select(MLModelAlias)
        .join(MLModelAlias.model)
        .options(model.load_only(MLModel.name, MLModel.deleted_at, raiseload=True))
    )


@cache
def current_assignment() -> Select[MLModelAlias]:
    """What the alias `alias_name` of the model of the name `model_name` points to now."""
    return assignments().where(
        MLModel.name == bindparam("model_name"),
        MLModelAlias.name == bindparam("alias_name"),
        MLModelAlias.is_current.is_(True),
    )


def was_current(at: datetime) -> ColumnElement[bool]:
    """Assignments that held at this moment: from the start up to, not including, the end."""
    return (MLModelAlias.started_at <= at) & or_(
        MLModelAlias.ended_at.is_(None), MLModelAlias.ended_at > at
    )
