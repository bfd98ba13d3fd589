"""The chart of curves: positions in pixels, except that the plot's width is a thousandth each.

The page stretches the plot to its own width and leaves texts and marks as large as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Self

from registry_app.web.charts.axis import Tick, axis_label, bounds, tick_texts, ticks_of, value_of
from registry_app.web.charts.curve import AT_MOST, Curve, finite_range
from registry_app.web.charts.labels import cut, spread
from registry_app.web.charts.marks import Mark, marks_of, without_position
from registry_app.web.charts.options import ChartOptions, XAxis
from registry_app.web.charts.paths import (
    Place,
    Plot,
    band_of,
    band_path,
    ends_of,
    line_of,
    line_path,
    smoothed,
)
from registry_app.web.charts.scales import (
    LinearScale,
    LogScale,
    Scale,
    WholeScale,
    log_ticks,
    round_ticks,
)
from registry_app.web.charts.summary import summary_of
from registry_app.web.presentation.numbers import number_text

WIDTH: Final = 1000
_LABEL_GAP = 14.0
_HEIGHT, _SMALL_HEIGHT = 260, 82
_WIDE: Final = 7
"""Labels of values with more characters need the wide margin."""


@dataclass(frozen=True)
class Line:
    """A drawn curve; `raw` is what smoothing left, `end` where the line ends."""

    curve: Curve
    key: int
    path: str
    band: str
    raw: str
    end: Place | None
    label_y: float
    last: str

    @property
    def short(self) -> str:
        """The label beside the line."""
        return cut(self.curve.label)


@dataclass(frozen=True)
class Figure:
    """A drawing of curves; `height` is the plot's."""

    width: ClassVar[int] = WIDTH

    title: str
    summary: str
    lines: list[Line]
    marks: list[Mark]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    x_label: str
    notes: list[str]
    height: int
    is_small: bool

    @classmethod
    def of(
        cls,
        curves: Sequence[Curve],
        options: ChartOptions,
        title: str = "",
        *,
        is_small: bool = False,
    ) -> Self:
        """The chart of up to twenty curves; of more, the first ones with a note."""
        shown = [curve.within(options.low, options.high) for curve in curves[:AT_MOST]]
        full = [curve for curve in shown if curve.buckets]
        title = title or (curves[0].label if curves else "")
        labelled = _HEIGHT if len(full) < _HEIGHT // _LABEL_GAP else int(_LABEL_GAP * len(full))
        height = _SMALL_HEIGHT if is_small else labelled
        notes = []
        if len(curves) > AT_MOST:
            notes.append(f"The first {AT_MOST} of {number_text(len(curves))} curves are shown.")
        if not full:
            return cls(title, summary_of(title, full), [], [], [], [], "", notes, height, is_small)
        up, y_ticks = _vertical(full, height, is_log=options.is_log, is_small=is_small)
        across = _horizontal(full, options)
        if options.is_log and (missing := without_position(full)):
            notes.append(missing)
        lines, marks = [], []
        for number, curve in enumerate(full, 1):
            plot = _plot(curve, options, across, up, height)
            lines.append(_line(number, curve, plot, options.smooth))
            marks += marks_of(curve, plot)
        x_ticks = ticks_of(options.x, across)
        return cls(
            title,
            summary_of(title, full),
            _labelled(lines, height),
            marks,
            [x_ticks[0], x_ticks[-1]] if is_small and len(x_ticks) > 1 else x_ticks,
            y_ticks,
            axis_label(options.x, across),
            notes,
            height,
            is_small,
        )

    @property
    def is_labelled(self) -> bool:
        """Whether labels stand beside the lines: one line needs none, and small ones lack room."""
        return len(self.lines) > 1 and not self.is_small

    @property
    def is_wide(self) -> bool:
        """Whether the labels of values need the wide margin."""
        return any(len(tick.label) > _WIDE for tick in self.y_ticks)

    @property
    def is_dense(self) -> bool:
        """Whether the labels of the horizontal axis are too many or too long for a phone."""
        return sum(len(tick.label) + 2 for tick in self.x_ticks) > 36  # noqa: PLR2004  # of 12 pixels


def _plot(curve: Curve, options: ChartOptions, across: WholeScale, up: Scale, height: int) -> Plot:
    value, position = value_of(options.x, curve), across.exactly
    return Plot(lambda point: position(value(point)), up.exactly, height, options.is_log)


def _horizontal(curves: Sequence[Curve], options: ChartOptions) -> WholeScale:
    low, high = bounds(options.x, curves)
    if options.x is XAxis.STEP:
        # What was zoomed to is what is shown, also where nothing was logged.
        low = low if options.low is None else options.low
        high = high if options.high is None else options.high
    return WholeScale(low, high, WIDTH)


def _vertical(
    curves: Sequence[Curve], height: int, *, is_log: bool, is_small: bool
) -> tuple[Scale, list[Tick]]:
    ranges = [finite_range(curve.buckets, 0.0 if is_log else float("-inf")) for curve in curves]
    ends = [end for one in ranges if one for end in one]
    if not ends:
        return LinearScale([0.0, 1.0], height, 0), []
    values = log_ticks(min(ends), max(ends)) if is_log else round_ticks(ends)
    all_values = [*values, min(ends), max(ends)]
    scale: Scale = (LogScale if is_log else LinearScale)(all_values, height, 0)
    ticks = [
        Tick(scale(value), text) for value, text in zip(values, tick_texts(values), strict=True)
    ]
    return scale, ticks[:: max(len(ticks) - 1, 1)] if is_small else ticks


def _line(key: int, curve: Curve, plot: Plot, weight: float) -> Line:
    ends = ends_of(curve.buckets, plot)
    pieces = line_of(curve.buckets, plot, ends)
    drawn = smoothed(curve.buckets, plot, weight) if weight else pieces
    # A bucket at the end of the shown range may reach beyond it.
    inside = [place for piece in drawn for place in piece if 0 <= place.x <= WIDTH]
    end = Place(*(round(at, 1) for at in inside[-1])) if inside else None
    return Line(
        curve,
        key,
        line_path(drawn),
        band_path(band_of(ends)) if any(bucket.count > 1 for bucket in curve.buckets) else "",
        line_path(pieces) if weight else "",
        end,
        end.y if end else float(plot.height),
        number_text(curve.buckets[-1].last.value),
    )


def _labelled(lines: Sequence[Line], height: int) -> list[Line]:
    """The lines with labels that don't lie on each other."""
    heights = spread([line.label_y for line in lines], _LABEL_GAP, height)
    return [replace(line, label_y=y) for line, y in zip(lines, heights, strict=True)]
