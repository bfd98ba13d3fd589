"""The statistics of points as columns of series and chunks."""

from collections.abc import Sequence
from math import isnan, nan
from typing import Any, Final

from mldb.points.statistics import Extreme, Statistics

SUMMARY: Final = (
    "count",
    "nan_count",
    *(
        f"{end}_{part}"
        for end in ("first", "last", "min", "max")
        for part in ("step", "time_ms", "value")
    ),
)
"""The columns in their order."""


def summary_of(statistics: Statistics) -> tuple[Any, ...]:
    """Values of the columns; SQLite has no NaN, so NULL stands for it."""
    columns: list[Any] = [statistics.count, statistics.nans]
    for end in (statistics.first, statistics.last):
        columns += (end.step, end.time_ms, None if isnan(end.value) else end.value)
    for extreme in (statistics.min, statistics.max):
        columns += extreme or (None, None, None)
    return tuple(columns)


def statistics_of(columns: Sequence[Any]) -> Statistics:
    """Statistics of the values of the columns."""
    count, nans, *ends = columns
    return Statistics(
        count=count,
        first=_end(ends[0], ends[1], ends[2]),
        last=_end(ends[3], ends[4], ends[5]),
        min=None if ends[8] is None else Extreme(ends[6], ends[7], ends[8]),
        max=None if ends[11] is None else Extreme(ends[9], ends[10], ends[11]),
        nans=nans,
    )


def _end(step: int, time_ms: int, value: float | None) -> Extreme:
    return Extreme(step, time_ms, nan if value is None else value)
