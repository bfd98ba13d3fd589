"""Named values as rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol


class Author(Protocol):
    """Who writes and when."""

    @property
    def actor(self) -> str:
        """Their name."""

    @property
    def at(self) -> datetime:
        """The time of writing."""


def rows_of(
    values: Mapping[str, Any], owner_field: str, owner_id: int, name_field: str, author: Author
) -> list[dict[str, Any]]:
    """Columns of a new row for each named value."""
    shared = {
        owner_field: owner_id,
        "created_at": author.at,
        "created_by": author.actor,
        "updated_at": author.at,
        "updated_by": author.actor,
        "row_version": 1,
    }
    return [shared | {name_field: name, "value": value} for name, value in values.items()]
