"""A curve as small as a word, for cells of tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import ClassVar, Self

from mldb.points.buckets import Bucket, combine
from registry_app.web.charts.curve import Curve, extremes, finite_range
from registry_app.web.charts.scales import LinearScale, WholeScale
from registry_app.web.charts.summary import summary_of

_EDGE = 2


@dataclass(frozen=True)
class Sparkline:
    """One path through first, least, largest and last value of each bucket."""

    width: ClassVar[int] = 120
    height: ClassVar[int] = 24

    path: str
    summary: str
    index: int = 0

    @classmethod
    def of(cls, buckets: Sequence[Bucket], label: str = "", index: int = 0) -> Self:
        """The line of a series by step; empty without a finite value."""
        summary = summary_of(label, [Curve(label, buckets)])
        ends = finite_range(buckets)
        if ends is None:
            return cls("", summary, index)
        # A bucket for each pixel is all that can be seen.
        few = buckets if len(buckets) <= cls.width else combine(buckets, cls.width)
        across = WholeScale(few[0].first.step, few[-1].last.step, cls.width - 2 * _EDGE)
        up = LinearScale(ends, cls.height - _EDGE, _EDGE)
        parts = []
        is_pen_down = False
        for bucket in few:
            for point in sorted(set(extremes(bucket)), key=lambda point: point.order):
                if isfinite(point.value):
                    verb = "L" if is_pen_down else "M"
                    parts.append(f"{verb}{across(point.step) + _EDGE:g},{up(point.value):g}")
                    is_pen_down = True
                else:
                    is_pen_down = False
        # A line needs a second position to be seen.
        return cls("".join(parts) + ("h0.1" if len(parts) == 1 else ""), summary, index)
