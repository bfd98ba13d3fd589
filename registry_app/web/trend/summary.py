"""Summary of a metric over versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self


class Point(Protocol):
    """A version with the metric."""

    @property
    def number(self) -> int:
        """The version's number."""

    @property
    def value(self) -> float:
        """The metric's value."""


@dataclass(frozen=True)
class Trend:
    """The first, the last, the best and the used version of a series.

    `best` is None without a goal, `champion` if none is in use or it lacks the metric.
    """

    first: Point
    last: Point
    best: Point | None
    champion: Point | None

    @classmethod
    def of(cls, points: Sequence[Point], best: Point | None, champion: int | None) -> Self | None:
        """The summary of versions in the order of their numbers; None if there are none."""
        if not points:
            return None
        in_use = next((point for point in points if point.number == champion), None)
        return cls(points[0], points[-1], best, in_use)
