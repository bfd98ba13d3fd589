"""Points of metrics to log: noisy curves."""

import math
import random
from collections.abc import Mapping, Sequence

from mldb.schemas import LoggedPoint, RunLog

BEGIN_MS = 1_772_366_400_000

Row = tuple[int, int, float]
"""Step, time in milliseconds, value."""


def curve(start: int, count: int) -> list[Row]:
    """A noisy loss, a point about every 40 ms."""
    noise = random.Random(start)  # noqa: S311  # no secret
    return [
        (
            step,
            BEGIN_MS + 40 * step + noise.randrange(8),
            math.exp(-step / 50_000) + noise.random() / 50,
        )
        for step in range(start, start + count)
    ]


def log_of(batches: Mapping[str, Sequence[Row]]) -> RunLog:
    """A log of these points by metric."""
    return RunLog(
        metrics=[
            LoggedPoint(name=name, value=value, step=step, time_ms=time_ms)
            for name, rows in batches.items()
            for step, time_ms, value in rows
        ]
    )
