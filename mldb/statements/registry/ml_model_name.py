"""Statements about the names that models have or had."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, case, insert, select, update

from mldb.models import MLModel, MLModelName


@cache
def insert_names() -> Insert:
    """For one name or many, without the bookkeeping of the ORM."""
    table: Any = MLModelName.__table__
    return insert(table)


def used_among(names: Collection[str]) -> Select[str, int, datetime | None]:
    """Those of the names that were used, and since when the model that has one lies in the trash.

    The id of that model is None if no model has the name now.
    """
    return (
        select(MLModelName.name, MLModel.id, MLModel.deleted_at)
        .outerjoin(MLModel, MLModel.name == MLModelName.name)
        .where(MLModelName.name.in_(names))
    )


@cache
def current_name() -> Select[Any]:
    """What the model that had the name `name` last is called now; None: it was purged."""
    return (
        select(MLModel.name)
        .select_from(MLModelName)
        .outerjoin(MLModel, MLModel.id == MLModelName.model_id)
        .where(MLModelName.name == bindparam("name"))
    )


@cache
def locked_number() -> Select[int, int]:
    """Id and number of the row of the name `name`, locked."""
    columns = select(MLModelName.id, MLModelName.last_version_number)
    return columns.where(MLModelName.name == bindparam("name")).with_for_update()


@cache
def give_up() -> Update:
    """Keeps `number` as the last that was given under the name `used_name`, if it is higher."""
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
    """Lets the model `new_model_id`, which counts on itself, have the name `used_name`."""
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
