"""Cursors of histories: the key of the last point of a page as text."""

import re
from typing import Final

from mldb.errors import RuleViolationError
from mldb.points.columns import SortKey

_CURSOR: Final = r"(-?\d{1,19})_(-?\d{1,19})_(-?\d{1,20})"


def cursor_of(key: SortKey) -> str:
    """The cursor behind the point with this key."""
    return "_".join(map(str, key))


def key_of(cursor: str) -> SortKey:
    """The key of the point before the cursor.

    Raises:
        RuleViolationError: it is no cursor.
    """
    match = re.fullmatch(_CURSOR, cursor, re.ASCII)
    if match is not None:
        step, time_ms, rank = map(int, match.groups())
        if -(2**63) <= step < 2**63 and -(2**63) <= time_ms < 2**63:
            return step, time_ms, rank
    raise RuleViolationError(
        "This is no cursor of a metric's points. Begin with the first page.", "after"
    )
