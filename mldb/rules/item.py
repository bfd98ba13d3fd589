"""Named values of an owner, and their rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, Protocol


class ItemValue(NamedTuple):
    """A metric, parameter or tag that is to be written."""

    owner_id: int
    name: str
    value: Any


class Author(Protocol):
    """Who writes and when."""

    @property
    def actor(self) -> str:
        """Their name."""

    @property
    def at(self) -> datetime:
        """The time of writing."""


def rows_of(
    items: Iterable[ItemValue], owner_field: str, name_field: str, author: Author
) -> list[dict[str, Any]]:
    """Columns of a new row for each item."""
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
