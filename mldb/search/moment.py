"""Dates and times as people write them: a year, a month, a day, a minute or a moment."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_WRITTEN: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]{1,6}))?)?(?P<zone>[Zz]|[+-][0-9]{2}:[0-9]{2})?)?)?)?"
)


def span_of(text: str) -> tuple[datetime, datetime] | None:
    """The first moment of the written period, and the first one after it; None if it is no date.

    Without a zone it is in UTC.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    try:
        start = _start(written)
        end = _end(start, written)
        zone = written["zone"]
        # Also refuses times outside of the years that can be computed with.
        return start - _offset(zone), end - _offset(zone)
    except (ValueError, OverflowError):
        return None


def _start(written: re.Match[str]) -> datetime:
    return datetime(
        int(written["year"]),
        int(written["month"] or 1),
        int(written["day"] or 1),
        int(written["hour"] or 0),
        int(written["minute"] or 0),
        int(written["second"] or 0),
        int((written["fraction"] or "").ljust(6, "0")),
        tzinfo=UTC,
    )


def _end(start: datetime, written: re.Match[str]) -> datetime:
    if written["fraction"]:
        return start + timedelta(microseconds=10 ** (6 - len(written["fraction"])))
    for part in ("second", "minute"):
        if written[part]:
            return start + timedelta(**{f"{part}s": 1})
    if written["day"]:
        return start + timedelta(days=1)
    if written["month"]:
        return (start + timedelta(days=31)).replace(day=1)
    return start.replace(year=start.year + 1)


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone in "Zz":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    size = timedelta(hours=hours, minutes=minutes)
    if hours > 23 or minutes > 59:  # noqa: PLR2004  # a day's hours, an hour's minutes
        raise ValueError(zone)
    return -size if zone[0] == "-" else size
