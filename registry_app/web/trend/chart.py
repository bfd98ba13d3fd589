"""The chart of a trend: thousandths of its width across, pixels down."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Self

from mldb.schemas import MLModelAliasRead, TrendPoint
from registry_app.web.charts.scales import LinearScale, round_ticks
from registry_app.web.presentation.numbers import SIGNIFICANT, digits_apart, number_text
from registry_app.web.trend.across import Across, TrendAxis
from registry_app.web.trend.reigns import Reign, reigns_of

_TOP, _BOTTOM = 26, 6


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
    """Dots joined by a line, the ticks of both axes, and the reigns of champions behind them."""

    width: ClassVar[int] = 1000
    height: ClassVar[int] = 240

    dots: list[Dot]
    values: list[Tick]
    numbers: list[Tick]
    reigns: list[Reign] = field(default_factory=list)
    levels: list[tuple[Reign, float]] = field(default_factory=list)
    """Reigns whose champion has the metric, and where its value lies."""

    @classmethod
    def of(
        cls,
        points: Sequence[TrendPoint],
        aliases: dict[int, list[str]],
        ever: Container[int],
        assignments: Iterable[MLModelAliasRead] = (),
        across: Across = Across.NUMBER,
    ) -> Self:
        """The chart of these versions, by number; of at least one.

        `aliases` are those that point to a version now; `ever` holds the numbers of versions that
        any alias pointed to at some time.
        """
        axis = TrendAxis(points, across, 0, cls.width)
        ticks = round_ticks([point.value for point in points])
        up = LinearScale(ticks, cls.height - _BOTTOM, _TOP)
        dots = [
            Dot(
                axis.of_point(point),
                up(point.value),
                point,
                aliases.get(point.number, []),
                point.number in ever,
            )
            for point in points
        ]
        digits = digits_apart(ticks)
        reigns = reigns_of(assignments, points, axis)
        return cls(
            dots,
            [
                Tick(up(value), number_text(value, digits.get(value, SIGNIFICANT)))
                for value in ticks
            ],
            _ends(points, axis),
            reigns,
            [(reign, up(reign.value)) for reign in reigns if reign.value is not None],
        )

    @property
    def line(self) -> str:
        """The dots as SVG's polyline takes them."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def _ends(points: Sequence[TrendPoint], axis: TrendAxis) -> list[Tick]:
    """The first, the middle and the last version."""
    chosen = {point.number: point for point in (points[0], points[len(points) // 2], points[-1])}
    ticks = [(axis.of_point(point), _label(point, axis.across)) for point in chosen.values()]
    labels = dict.fromkeys(label for _, label in ticks)
    return [Tick(next(at for at, one in ticks if one == label), label) for label in labels]


def _label(point: TrendPoint, across: Across) -> str:
    if across is Across.NUMBER:
        return str(point.number)
    moment: datetime = point.created_at.astimezone(UTC)
    return f"{moment:%Y-%m-%d}"
