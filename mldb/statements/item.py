"""Statements about metrics, parameters and tags."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Insert, Select, Update, bindparam, insert, literal_column, select, update
from sqlalchemy.orm import contains_eager

from mldb.models import MLModel, MLModelVersion


class ItemValue(NamedTuple):
    """A metric, parameter or tag to write."""

    owner_id: int
    name: str
    value: Any


class Author(Protocol):
    """Who writes the rows, and when."""

    @property
    def actor(self) -> str:
        """Name of the author."""

    @property
    def at(self) -> datetime:
        """Time of writing."""


@cache
def bare_items_of_version(row_type: Any) -> Select[Any]:
    """Items of versions outside the trash, whose models are outside the trash too."""
    return (
        select(row_type)
        .join(row_type.owner)
        .join(MLModelVersion.model)
        .where(MLModelVersion.deleted_at.is_(None), MLModel.deleted_at.is_(None))
    )


@cache
def items_of_version(row_type: Any) -> Select[Any]:
    """Items of versions outside the trash, loaded with their versions and models."""
    owner = contains_eager(row_type.owner)
    model = owner.contains_eager(MLModelVersion.model)
    names = model.load_only(MLModel.name, MLModel.deleted_at, raiseload=True)
    return bare_items_of_version(row_type).options(names)


@cache
def bare_items_of(row_type: Any, owner_type: Any) -> Select[Any]:
    """Items of models or experiments outside the trash."""
    return select(row_type).join(row_type.owner).where(owner_type.deleted_at.is_(None))


@cache
def items_of(row_type: Any, owner_type: Any) -> Select[Any]:
    """Items of models or experiments outside the trash, loaded with their owners."""
    return bare_items_of(row_type, owner_type).options(contains_eager(row_type.owner))


@cache
def insert_items(row_type: Any) -> Insert:
    """Insert many items at once, past the ORM."""
    return insert(row_type.__table__)


@cache
def update_items(row_type: Any) -> Update:
    """Update the values of many items: parameters `row_id`, `new_value`, `at` and `by`."""
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


def rows_of(
    items: Iterable[ItemValue], owner_field: str, name_field: str, author: Author
) -> list[dict[str, Any]]:
    """A new row for each item, as columns for `insert_items`."""
    shared = {
        "created_at": author.at,
        "created_by": author.actor,
        "updated_at": author.at,
        "updated_by": author.actor,
        "row_version": 1,
    }
    return [
        {owner_field: owner_id, name_field: name, "value": value, **shared}
        for owner_id, name, value in items
    ]
