"""Statements about current and former names of models."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, case, insert, select, update

from mldb.models import MLModel, MLModelName


@cache
def insert_names() -> Insert:
    """Insert names, without the ORM."""
    table: Any = MLModelName.__table__
    return insert(table)


def used_among(names: Collection[str]) -> Select[str, int, datetime | None]:
    """Used names among these, with id and time of trashing of the model that has the name now.

    The id is None if no model has the name.
    """
    return (
        select(MLModelName.name, MLModel.id, MLModel.deleted_at)
        .outerjoin(MLModel, MLModel.name == MLModelName.name)
        .where(MLModelName.name.in_(names))
    )


@cache
def current_name() -> Select[Any]:
    """Current name of the model that had the name `name` last; None: it was purged."""
    return (
        select(MLModel.name)
        .select_from(MLModelName)
        .outerjoin(MLModel, MLModel.id == MLModelName.model_id)
        .where(MLModelName.name == bindparam("name"))
    )


@cache
def locked_number() -> Select[int, int]:
    """Id and last version number of the name `name`; locks the row."""
    columns = select(MLModelName.id, MLModelName.last_version_number)
    return columns.where(MLModelName.name == bindparam("name")).with_for_update()


@cache
def give_up() -> Update:
    """Raise the last version number of the name `used_name` to `number`."""
    table: Any = MLModelName.__table__
    number: Any = bindparam("number")
    kept = table.c.last_version_number
    return (
        update(table)
        .where(table.c.name == bindparam("used_name"))
        .values(last_version_number=case((kept < number, number), else_=kept))
    )


@cache
def hand_over() -> Update:
    """Assign the name `used_name` to the model `new_model_id`, which counts its versions itself."""
    table: Any = MLModelName.__table__
    return (
        update(table)
        .where(table.c.name == bindparam("used_name"))
        .values(model_id=bindparam("new_model_id"), last_version_number=0)
    )


@cache
def names_of_models() -> Select[Any]:
    """Id and name of the models with these `ids`."""
    table: Any = MLModel.__table__
    return select(table.c.id, table.c.name).where(table.c.id.in_(bindparam("ids", expanding=True)))
