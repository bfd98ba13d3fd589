"""Cursors of lists whose positions are plain numbers."""

import re
from typing import Final

from registry_app.core.refusal import Refusal

# As many digits as a database can hold.
_NUMBER: Final = re.compile("[0-9]{1,18}")


def number_of(cursor: str | None) -> int | None:
    """The cursor as a number; None without one.

    Raises:
        Refusal: it is the cursor of another list.
    """
    if cursor is None:
        return None
    if not _NUMBER.fullmatch(cursor):
        raise Refusal.of_parameters(
            "This cursor belongs to another list. Take one that came with a page of this.", "cursor"
        )
    return int(cursor)


def next_offset(offset: int, count: int, limit: int) -> str | None:
    """Cursor of the page after `count` rows from this offset; None after one that is not full."""
    return str(offset + count) if count == limit else None
