"""Statements that read items of several versions, of all item types in one."""

from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CompoundSelect,
    Double,
    Select,
    String,
    Text,
    bindparam,
    literal_column,
    null,
    select,
    union_all,
)

from mldb.models import MLMetric, MLModelAlias, MLModelVersionParam, MLModelVersionTag

ITEMS: Final[dict[str, tuple[Any, str]]] = {
    "metrics": (MLMetric, "name"),
    "params": (MLModelVersionParam, "name"),
    "tags": (MLModelVersionTag, "key"),
}
"""The table of each item type, and the column that has the name."""

_NO_NUMBER: Final = null().cast(Double).label("number")
_NO_TEXT: Final = null().cast(Text).label("text")


@cache
def items_of_versions(
    item_types: frozenset[str],
) -> CompoundSelect[str, int | None, str, float | None, str | None]:
    """Item type, version, name, number and text of the aliases and items of `version_ids`.

    The names of each item type are in the list parameter that is named after it.
    """
    version_ids: Any = bindparam("version_ids", expanding=True)
    items = (
        select(
            literal_type(item_type),
            row_type.version_id,
            getattr(row_type, name),
            row_type.value if item_type == "metrics" else _NO_NUMBER,
            _NO_TEXT if item_type == "metrics" else row_type.value,
        ).where(
            row_type.version_id.in_(version_ids),
            # Concatenated, the name is no use for an index: without statistics SQLite would go
            # through all items of that name rather than through those of a few versions.
            getattr(row_type, name).concat("").in_(bindparam(item_type, expanding=True)),
        )
        for item_type, (row_type, name) in ITEMS.items()
        if item_type in item_types
    )
    return union_all(_aliases(), *items)


@cache
def all_items_of_versions() -> CompoundSelect[str, int | None, str, float | None, str | None]:
    """Like `items_of_versions`, of all names: of each item type the first `count` by name."""
    version_ids: Any = bindparam("version_ids", expanding=True)
    parts = [_aliases()]
    for item_type, (row_type, name) in ITEMS.items():
        column = getattr(row_type, name)
        some = (
            select(row_type.version_id, column.label("name"), row_type.value)
            .where(row_type.version_id.in_(version_ids))
            .order_by(column, row_type.version_id)
            .limit(bindparam("count"))
            .subquery()
        )
        parts.append(
            select(
                literal_type(item_type),
                some.c.version_id,
                some.c.name,
                some.c.value if item_type == "metrics" else _NO_NUMBER,
                _NO_TEXT if item_type == "metrics" else some.c.value,
            )
        )
    return union_all(*parts)


def _aliases() -> Select[Any]:
    return select(
        literal_type("aliases"),
        MLModelAlias.version_id,
        MLModelAlias.name.label("name"),
        _NO_NUMBER,
        _NO_TEXT,
    ).where(
        MLModelAlias.version_id.in_(bindparam("version_ids", expanding=True)),
        MLModelAlias.is_current.is_(True),
    )


def literal_type(text: str) -> Any:
    """Column `item_type` with the same text in every row; the text is part of the statement."""
    return literal_column(f"'{text}'", String).label("item_type")
