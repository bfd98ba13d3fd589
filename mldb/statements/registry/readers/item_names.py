"""Statements that read the names of items, of all item types in one."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)

from mldb.models import MLMetric, MLModel, MLModelVersion, MLModelVersionParam, MLModelVersionTag
from mldb.statements.registry.readers.items import ITEMS, literal_type

_BEHIND_NAME: Final[Mapping[str, Any]] = {
    "metrics": MLMetric.value,
    "params": MLModelVersionParam.number,
    "tags": MLModelVersionTag.version_id,
}
"""The column that stands behind the name in an index of each item type."""


@cache
def names_of_versions() -> CompoundSelect[str, str]:
    """Item type and name of items of `version_ids`, sorted: at most `count` of each type."""
    version_ids: Any = bindparam("version_ids", expanding=True)
    parts = []
    for item_type, (row_type, name) in ITEMS.items():
        column = getattr(row_type, name).label("name")
        named = select(literal_type(item_type), column).distinct()
        some = named.where(row_type.version_id.in_(version_ids)).order_by(column)
        parts.append(select(some.limit(bindparam("count")).subquery()))
    return union_all(*parts).order_by("item_type", "name")


@cache
def names_of_model(item_types: frozenset[str]) -> CompoundSelect[str, str] | Select[Any]:
    """Item type and name of items of live versions of `model_id`: at most `count` of each type."""
    parts = []
    for item_type, (row_type, named) in ITEMS.items():
        if item_type not in item_types:
            continue
        # Concatenated, lest SQLite walks along the names of the whole registry.
        name = getattr(row_type, named).concat("").label("name")
        some = (
            select(literal_type(item_type), name)
            .distinct()
            .join(MLModelVersion, MLModelVersion.id == row_type.version_id)
            .where(
                MLModelVersion.model_id == bindparam("model_id"),
                MLModelVersion.deleted_at.is_(None),
            )
            .order_by(name)
            .limit(bindparam("count"))
        )
        parts.append(select(some.subquery()))
    return union_all(*parts).order_by("item_type", "name")


@cache
def names_of_all() -> CompoundSelect[str, str]:
    """Item type and name of items of live versions, sorted: at most `count` of each type.

    Jumps along an index from name to name: one lookup for each name, not one for each value.
    """
    parts = [select(live_names(item_type).subquery()) for item_type in ITEMS]
    return union_all(*parts).order_by("item_type", "name")


def live_names(item_type: str, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Item type and name of the items of live versions whose names meet the conditions."""
    row_type, named = ITEMS[item_type]
    name = getattr(row_type, named)
    found = names_along_index(item_type, name, *conditions)
    is_live = (
        select(row_type.id)
        .join(MLModelVersion, MLModelVersion.id == row_type.version_id)
        .join(MLModelVersion.model)
        .where(
            name == found.c.name,
            MLModelVersion.deleted_at.is_(None),
            MLModel.deleted_at.is_(None),
        )
    )
    # A value, not EXISTS: PostgreSQL would join all items with all versions for that. The order is
    # that of an index, lest it goes through the items of all names.
    first_live = is_live.order_by(_BEHIND_NAME[item_type]).limit(1).scalar_subquery()
    return select(literal_type(item_type), found.c.name).where(
        found.c.name.is_not(None), first_live.is_not(None)
    )


def names_along_index(item_type: str, name: Any, *conditions: ColumnElement[bool]) -> CTE:
    """Recursive: the first name in an index, then each time the first one behind it, then NULL.

    At most `count`, of the rows that meet the conditions: those that the index begins with.
    """
    first = select(func.min(name).label("name"), literal_column("1", Integer).label("step"))
    found = first.where(*conditions).cte(f"names_of_{item_type}", recursive=True)
    behind = select(func.min(name)).where(name > found.c.name, *conditions).scalar_subquery()
    is_wanted = (found.c.name.is_not(None), found.c.step < bindparam("count"))
    return found.union_all(select(behind, found.c.step + 1).where(*is_wanted))
