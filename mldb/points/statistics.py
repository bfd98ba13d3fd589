"""Statistics of points: number, ends and extremes."""

from dataclasses import dataclass
from math import copysign, isnan
from typing import NamedTuple, Self

from mldb.points.columns import Points, has_nan


class Extreme(NamedTuple):
    """A point at an end: of the order, or of the values."""

    step: int
    time_ms: int
    value: float

    @property
    def order(self) -> tuple[int, int, bool, float, float]:
        """The sort key of the order of `Points`."""
        value = self.value
        return self.step, self.time_ms, not isnan(value), value, copysign(1.0, value)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Facts of at least one point.

    `min` and `max` ignore NaN, and are None if nothing else is there; of equal values they are
    the earliest. `nans` counts the points whose value is NaN; `count` includes them.
    """

    count: int
    first: Extreme
    last: Extreme
    min: Extreme | None
    max: Extreme | None
    nans: int

    @classmethod
    def of(cls, points: Points) -> Self:
        """Statistics of points.

        Raises:
            ValueError: there are none.
        """
        if not points:
            raise ValueError("There are no statistics of no points.")
        values = points.values
        numbers = [value for value in values if not isnan(value)] if has_nan(values) else values
        return cls(
            count=len(points),
            first=_at(points, 0),
            last=_at(points, -1),
            min=_at(points, values.index(min(numbers))) if numbers else None,
            max=_at(points, values.index(max(numbers))) if numbers else None,
            nans=len(values) - len(numbers),
        )

    def combined(self, other: Self) -> Self:
        """Statistics of the points of both, which have no point in common."""
        return type(self)(
            count=self.count + other.count,
            first=min(self.first, other.first, key=lambda point: point.order),
            last=max(self.last, other.last, key=lambda point: point.order),
            min=_least(self.min, other.min, sign=1),
            max=_least(self.max, other.max, sign=-1),
            nans=self.nans + other.nans,
        )


def _at(points: Points, index: int) -> Extreme:
    return Extreme(points.steps[index], points.times_ms[index], points.values[index])


def _least(one: Extreme | None, other: Extreme | None, *, sign: int) -> Extreme | None:
    """The point with the smaller value, or the greater if the sign is -1; of equal the earlier."""
    if one is None or other is None:
        return one or other
    if one.value == other.value:
        return min(one, other, key=lambda point: point.order)
    return min(one, other, key=lambda point: sign * point.value)
