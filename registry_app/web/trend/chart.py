"""The chart of a trend, in the units of its SVG view box."""

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from mldb.schemas import TrendPoint
from registry_app.web.presentation.numbers import SIGNIFICANT, digits_apart, number_text

_TOP, _BOTTOM = 26, 30
_TICKS: Final = 4
# Outside of these, sums and quotients of doubles are too inexact.
_LEAST_SPAN, _LARGEST_SPAN, _LEAST_STEP = 1e-300, 1e300, 1e-12


@dataclass(frozen=True)
class Dot:
    """A version in the chart, and the aliases that point to it now, or once did."""

    x: float
    y: float
    point: TrendPoint
    aliases: list[str]
    was_in_use: bool


@dataclass(frozen=True)
class Tick:
    """A value on an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """Dots joined by a line, and the ticks of both axes; `left` and `right` bound the grid."""

    width: ClassVar[int] = 800
    height: ClassVar[int] = 260
    left: ClassVar[int] = 70
    right: ClassVar[int] = 730

    dots: list[Dot]
    values: list[Tick]
    numbers: list[Tick]

    @classmethod
    def of(
        cls, points: Sequence[TrendPoint], aliases: dict[int, list[str]], ever: Container[int]
    ) -> Self:
        """The chart of these versions, by number; of at least one.

        `aliases` are those that point to a version now; `ever` holds the numbers of versions that
        any alias pointed to at some time.
        """
        across = _scale([point.number for point in points], cls.left, cls.right)
        ticks = _ticks([point.value for point in points])
        up = _scale(ticks, cls.height - _BOTTOM, _TOP)
        dots = [
            Dot(
                across(point.number),
                up(point.value),
                point,
                aliases.get(point.number, []),
                point.number in ever,
            )
            for point in points
        ]
        digits = digits_apart(ticks)
        ends = {points[0].number, points[len(points) // 2].number, points[-1].number}
        return cls(
            dots,
            [
                Tick(up(value), number_text(value, digits.get(value, SIGNIFICANT)))
                for value in ticks
            ],
            [Tick(across(number), str(number)) for number in sorted(ends)],
        )

    @property
    def line(self) -> str:
        """The dots as SVG's polyline takes them."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


class _scale:  # noqa: N801  # a function with a memory
    """Maps values to positions between two ends; a single value to the middle."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low, self.high = min(values), max(values)
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        # Halved, because the difference of two doubles can be none.
        span = self.high / 2 - self.low / 2
        share = (value / 2 - self.low / 2) / span if span else 0.5
        return round(self.start + share * (self.end - self.start), 1)


def _ticks(values: Sequence[float]) -> list[float]:
    """Round numbers around the values; where computing with them fails, their ends."""
    low, high = min(values), max(values)
    span = (high - low) or abs(high) or 1.0
    if not _LEAST_SPAN < span < _LARGEST_SPAN or abs(high) + abs(low) > span / _LEAST_STEP:
        return [low, high]
    rough = span / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]
