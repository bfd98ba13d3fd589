"""How long something lasted until a moment, in words."""

from datetime import UTC, datetime
from typing import Final

# Seconds of a year and a month on average.
_UNITS: Final = (
    (31_556_952, "year"),
    (2_629_746, "month"),
    (604_800, "week"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
)


def age(start: datetime, until: datetime | None = None) -> str:
    """The time from `start` to `until`, or to now, in the largest unit that fits."""
    seconds = ((until or datetime.now(UTC)) - start).total_seconds()
    for size, unit in _UNITS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count}\N{NO-BREAK SPACE}{unit}{'s' if count > 1 else ''}"
    return "less than a\N{NO-BREAK SPACE}minute"
