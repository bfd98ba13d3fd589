"""Paths of curves: the line, the band between least and largest, and the smoothed line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite
from typing import Final, NamedTuple, TypeAlias

from mldb.points.buckets import Bucket
from mldb.points.statistics import Extreme
from registry_app.web.charts.curve import extremes

_FEW: Final = 4
"""Up to this many points of a bucket are all drawn: its ends and extremes."""
_SPIKE: Final = 4.0
"""Pixels by which an extreme leaves both neighbours before the line goes through it."""


class Place(NamedTuple):
    """A position in the plot."""

    x: float
    y: float


@dataclass(frozen=True)
class Plot:
    """How points become positions; y grows downwards from 0 to `height`."""

    across: Callable[[Extreme], float]
    up: Callable[[float], float]
    height: float
    is_log: bool

    def shows(self, value: float) -> bool:
        """Whether the value has a position of its own."""
        return isfinite(value) and (value > 0 or not self.is_log)

    def y(self, value: float) -> float:
        """The position of a number; of what has none, the edge of the plot."""
        if isfinite(value):
            return self.up(value)
        return 0.0 if value > 0 else self.height


Ends: TypeAlias = "tuple[Place, Place] | None"
"""Positions of a bucket's largest and least value; None if it has no number to show."""


def ends_of(buckets: Sequence[Bucket], plot: Plot) -> list[Ends]:
    """The positions of the extremes of each bucket."""
    across, y = plot.across, plot.y
    return [
        None
        if (least := bucket.min) is None
        or (most := bucket.max) is None
        or (plot.is_log and most.value <= 0)
        else (Place(across(most), y(most.value)), Place(across(least), y(least.value)))
        for bucket in buckets
    ]


def line_of(buckets: Sequence[Bucket], plot: Plot, ends: list[Ends]) -> list[list[Place]]:
    """The line in pieces: it is interrupted where a value has no position."""
    pieces: list[list[Place]] = [[]]
    across, up, shows = plot.across, plot.up, plot.shows
    for number, bucket in enumerate(buckets):
        for point in _drawn(number, bucket, ends):
            if shows(point.value):
                pieces[-1].append(Place(across(point), up(point.value)))
            elif pieces[-1]:
                pieces.append([])
    return [piece for piece in pieces if piece]


def _drawn(number: int, bucket: Bucket, ends: list[Ends]) -> Sequence[Extreme]:
    """The points that the line goes through, in their order."""
    if bucket.count == 1:
        return (bucket.last,)
    if bucket.count <= _FEW:
        return sorted(set(extremes(bucket)), key=lambda point: point.order)
    points = [bucket.last] if number else [bucket.first, bucket.last]
    here = ends[number]
    if here is not None and bucket.min is not None and bucket.max is not None:
        beside = [one for one in (ends[number - 1 : number] + ends[number + 1 : number + 2]) if one]
        if all(other[0].y - here[0].y >= _SPIKE for other in beside):
            points.append(bucket.max)
        if all(here[1].y - other[1].y >= _SPIKE for other in beside):
            points.append(bucket.min)
    return points if len(points) == 1 else sorted(set(points), key=lambda point: point.order)


def band_of(ends: list[Ends]) -> list[tuple[list[Place], list[Place]]]:
    """Largest and least values as pairs of lines, interrupted where a bucket has no number."""
    groups = groupby(ends, key=lambda one: one is None)
    return [
        ([one[0] for one in several], [one[1] for one in several])
        for is_gap, group in groups
        if not is_gap
        for several in ([one for one in group if one is not None],)
    ]


def smoothed(buckets: Sequence[Bucket], plot: Plot, weight: float) -> list[list[Place]]:
    """The exponential moving average of the last values, without the pull of its start.

    It passes over what has no position and is interrupted there.
    """
    pieces: list[list[Place]] = [[]]
    total, share = 0.0, 0.0
    for bucket in buckets:
        point = bucket.last
        if not plot.shows(point.value):
            if pieces[-1]:
                pieces.append([])
            continue
        total = weight * total + (1 - weight) * point.value
        share = weight * share + (1 - weight)
        pieces[-1].append(Place(plot.across(point), plot.up(total / share)))
    return [piece for piece in pieces if piece]


def line_path(pieces: Sequence[Sequence[Place]]) -> str:
    """Lines as SVG's path takes them; a single point becomes a dot by round ends."""
    return "".join(
        f"M{_joined(piece)}" if len(piece) > 1 else f"M{piece[0].x:.1f},{piece[0].y:.1f}h0"
        for piece in pieces
    )


def band_path(pieces: Sequence[tuple[Sequence[Place], Sequence[Place]]]) -> str:
    """Closed areas as SVG's path takes them."""
    return "".join(f"M{_joined(top)}L{_joined(bottom[::-1])}Z" for top, bottom in pieces)


def _joined(places: Sequence[Place]) -> str:
    return " ".join([f"{x:.1f},{y:.1f}" for x, y in places])
