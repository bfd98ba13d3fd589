"""A curve: the history of a metric in one run, as buckets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from mldb.points.buckets import Bucket
from mldb.points.statistics import Extreme

AT_MOST = 20
"""Curves of one chart that can be told apart."""


@dataclass(frozen=True)
class Curve:
    """A metric of a run, in the order of its buckets.

    `index` chooses colour and dash; a run keeps it over all charts of a page. `run` is the run's
    public id. `started_ms` is the zero of relative time; None is the time of the first point.
    """

    label: str
    buckets: Sequence[Bucket]
    index: int = 0
    run: str = ""
    url: str = ""
    started_ms: int | None = None

    @property
    def zero_ms(self) -> int:
        """The time from which relative time counts; the curve is not empty."""
        return self.buckets[0].first.time_ms if self.started_ms is None else self.started_ms

    def within(self, low: int | None, high: int | None) -> "Curve":
        """The part with these steps; buckets at its ends belong to it."""
        if low is None and high is None:
            return self
        kept = [
            bucket
            for bucket in self.buckets
            if (low is None or bucket.last.step >= low)
            and (high is None or bucket.first.step <= high)
        ]
        zero = self.zero_ms if self.buckets else None
        return Curve(self.label, kept, self.index, self.run, self.url, zero)


def extremes(bucket: Bucket) -> Iterator[Extreme]:
    """The known points of a bucket, in no order; some more than once."""
    yield bucket.first
    yield bucket.last
    if bucket.min is not None and bucket.max is not None:
        yield bucket.min
        yield bucket.max


def finite_range(buckets: Sequence[Bucket], above: float = -inf) -> tuple[float, float] | None:
    """The least and the largest finite value greater than `above`; None if there are none."""
    low, high = inf, -inf
    for bucket in buckets:
        if bucket.min is None or bucket.max is None:
            continue
        least, most = bucket.min.value, bucket.max.value
        if above < least and isfinite(least) and isfinite(most):
            low, high = min(low, least), max(high, most)
            continue
        # An end that can't be drawn hides the next value; the others are known.
        for point in extremes(bucket):
            if isfinite(point.value) and point.value > above:
                low, high = min(low, point.value), max(high, point.value)
    return (low, high) if low <= high else None
