"""The chart of a trend, in the units of its SVG view box."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from mldb.schemas import TrendPoint
from registry_app.web.charts.scales import LinearScale, round_ticks
from registry_app.web.presentation.numbers import SIGNIFICANT, digits_apart, number_text

_TOP, _BOTTOM = 26, 30


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
        across = LinearScale([point.number for point in points], cls.left, cls.right)
        ticks = round_ticks([point.value for point in points])
        up = LinearScale(ticks, cls.height - _BOTTOM, _TOP)
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
