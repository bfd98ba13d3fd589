"""Marks of what a line can't show: NaN and the infinities."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, isnan
from typing import Final

from mldb.points.buckets import Bucket
from registry_app.web.charts.curve import Curve
from registry_app.web.charts.paths import Plot
from registry_app.web.presentation.numbers import number_text

_APART: Final = 9.0
"""Closer marks of one curve are one."""


class MarkType(StrEnum):
    """Which value is marked."""

    NAN = "nan"
    ABOVE = "above"
    BELOW = "below"


_WORDS: Final = {MarkType.NAN: "NaN", MarkType.ABOVE: "∞", MarkType.BELOW: "-∞"}


@dataclass(frozen=True)
class Mark:
    """A value without position, at the plot's edge."""

    type: MarkType
    x: float
    index: int
    title: str


@dataclass
class _Found:
    """Occurrences that lie close together."""

    x: float
    first: int
    last: int
    number: int


def marks_of(curve: Curve, plot: Plot) -> list[Mark]:
    """Marks from left to right, for each type."""
    found: dict[MarkType, list[_Found]] = {}
    for bucket in curve.buckets:
        for one, seen in _seen(bucket, plot):
            near = found.setdefault(one, [])
            if near and abs(seen.x - near[-1].x) < _APART:
                near[-1].last = max(near[-1].last, seen.last)
                near[-1].number += seen.number
            else:
                near.append(seen)
    return [
        Mark(one, seen.x, curve.index, _title(curve.label, one, seen))
        for one, several in found.items()
        for seen in several
    ]


def _seen(bucket: Bucket, plot: Plot) -> Iterable[tuple[MarkType, _Found]]:
    first, last = bucket.first, bucket.last
    if bucket.nans:
        ends = [end for end in (first, last) if isnan(end.value)]
        # Where in a bucket it is can be unknown; then the middle is nearest.
        if len(ends) == 1 and bucket.nans == 1:
            x, steps = plot.across(ends[0]), (ends[0].step, ends[0].step)
        else:
            x, steps = (plot.across(first) + plot.across(last)) / 2, (first.step, last.step)
        yield MarkType.NAN, _Found(round(x, 1), *steps, bucket.nans)
    for end, value, one in (
        (bucket.max, inf, MarkType.ABOVE),
        (bucket.min, -inf, MarkType.BELOW),
    ):
        if end is not None and end.value == value:
            both = (end.step, last.step if last.value == value else end.step)
            yield one, _Found(round(plot.across(end), 1), *both, 1)


def _title(label: str, one: MarkType, seen: _Found) -> str:
    start, end = number_text(seen.first), number_text(seen.last)
    at = f"at step {start}" if seen.first == seen.last else f"between the steps {start} and {end}"
    times = f"{number_text(seen.number)} times " if one is MarkType.NAN and seen.number > 1 else ""
    return f"{label}: {_WORDS[one]} {times}{at}"


def without_position(curves: Sequence[Curve]) -> str:
    """How many points a logarithmic scale can't show, as a sentence; empty if none."""
    number, is_exact = 0, True
    for curve in curves:
        for bucket in curve.buckets:
            if bucket.min is None or bucket.max is None or bucket.min.value > 0:
                continue
            if bucket.max.value <= 0:
                number += bucket.count - bucket.nans
            else:
                number += len(
                    {point for point in (bucket.first, bucket.last, bucket.min) if point.value <= 0}
                )
                is_exact = is_exact and bucket.count <= 2  # noqa: PLR2004  # first and last are all
    if not number:
        return ""
    at_least = "" if is_exact else "at least "
    points = "point is" if number == 1 else "points are"
    text = (
        f"{at_least}{number_text(number)} {points} 0 or less, which a logarithmic scale can't show."
    )
    return text[0].upper() + text[1:]
