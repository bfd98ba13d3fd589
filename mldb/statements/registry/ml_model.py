"""Statements about models."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, insert, select, update

from mldb.models import MLModel


@cache
def insert_model() -> Insert:
    """Insert one model, without the ORM."""
    table: Any = MLModel.__table__
    return insert(table)


@cache
def count_versions() -> Update:
    """Add `count` to the version counter of the model `model_id`."""
    table: Any = MLModel.__table__
    return (
        update(table)
        .where(table.c.id == bindparam("model_id"))
        .values(last_version_number=table.c.last_version_number + bindparam("count"))
    )


@cache
def model_by_name() -> Select[MLModel]:
    """The model of the name `model_name`."""
    return select(MLModel).where(MLModel.name == bindparam("model_name"))


@cache
def live_models() -> Select[Any]:
    """Columns of the models outside the trash, by name."""
    table: Any = MLModel.__table__
    return select(*table.c).where(MLModel.deleted_at.is_(None)).order_by(MLModel.name)
