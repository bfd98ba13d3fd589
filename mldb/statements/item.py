"""Statements about metrics, parameters and tags."""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, insert, literal_column, select, update
from sqlalchemy.orm import contains_eager

from mldb.models import MLModel, MLModelVersion


@cache
def bare_items_of_version(row_type: Any) -> Select[Any]:
    """Items of versions that are, with their models, outside the trash."""
    return (
        select(row_type)
        .join(row_type.owner)
        .join(MLModelVersion.model)
        .where(MLModelVersion.deleted_at.is_(None), MLModel.deleted_at.is_(None))
    )


@cache
def items_of_version(row_type: Any) -> Select[Any]:
    """The same with the version and the model that they belong to."""
    owner = contains_eager(row_type.owner)
    model = owner.contains_eager(MLModelVersion.model)
    names = model.load_only(MLModel.name, MLModel.deleted_at, raiseload=True)
    return bare_items_of_version(row_type).options(names)


@cache
def bare_items_of_model(row_type: Any) -> Select[Any]:
    """Items of models outside the trash."""
    return select(row_type).join(row_type.owner).where(MLModel.deleted_at.is_(None))


@cache
def items_of_model(row_type: Any) -> Select[Any]:
    """The same with the model that they belong to."""
    return bare_items_of_model(row_type).options(contains_eager(row_type.owner))


@cache
def insert_items(row_type: Any) -> Insert:
    """For many rows at once, without the bookkeeping of the ORM."""
    return insert(row_type.__table__)


@cache
def update_items(row_type: Any) -> Update:
    """New values for many rows at once: parameters `row_id`, `new_value`, `at` and `by`."""
    table = row_type.__table__
    return (
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values(
            value=bindparam("new_value"),
            updated_at=bindparam("at"),
            updated_by=bindparam("by"),
            row_version=literal_column("row_version + 1"),
        )
    )
