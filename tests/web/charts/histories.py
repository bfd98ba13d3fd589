"""Histories to draw."""

from collections.abc import Sequence

from mldb.points.buckets import buckets_of
from mldb.points.columns import Points
from registry_app.web.charts.curve import Curve

START_MS = 1_764_300_000_000
"""2025-11-28 03:20 UTC."""
SECOND_MS = 1_000


def curve(
    values: Sequence[float],
    *,
    label: str = "loss",
    index: int = 0,
    first_step: int = 0,
    at_most: int = 1000,
    url: str = "",
) -> Curve:
    """A curve with a value per step and second."""
    rows = [
        (first_step + number, START_MS + number * SECOND_MS, value)
        for number, value in enumerate(values)
    ]
    return Curve(label, buckets_of(Points.of(rows), at_most), index, "f" * 32, url)
