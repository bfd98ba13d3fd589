"""Down-sampling that keeps every spike: few buckets that know their extremes."""

from collections.abc import Iterable
from functools import reduce
from itertools import groupby, pairwise
from typing import TypeAlias

from mldb.points.columns import Points
from mldb.points.statistics import Statistics

Bucket: TypeAlias = Statistics
"""Statistics of consecutive points of a series."""


def buckets_of(points: Points, at_most: int) -> list[Bucket]:
    """Buckets in the order of their points, with numbers of points that differ by at most one.

    Raises:
        ValueError: `at_most` is less than 1.
    """
    _check_positive(at_most)
    total = len(points)
    number = min(at_most, total)
    bounds = [index * total // number for index in range(number + 1)] if number else []
    return [Statistics.of(points.part(start, stop)) for start, stop in pairwise(bounds)]


def combine(heads: Iterable[Statistics], at_most: int) -> list[Bucket]:
    """Buckets of chunks by their heads, in the order of their points, about evenly by points.

    Chunks that overlap are in one bucket, so that buckets never overlap.

    Raises:
        ValueError: `at_most` is less than 1.
    """
    _check_positive(at_most)
    heads = _without_overlaps(heads)
    if len(heads) <= at_most:
        return heads
    total = sum(head.count for head in heads)
    passed = 0
    numbers = []
    for head in heads:
        numbers.append(passed * at_most // total)
        passed += head.count
    groups = groupby(zip(numbers, heads, strict=True), key=lambda pair: pair[0])
    return [reduce(Statistics.combined, (head for _, head in group)) for _, group in groups]


def _without_overlaps(heads: Iterable[Statistics]) -> list[Statistics]:
    """The heads in order; those that overlap are combined."""
    apart: list[Statistics] = []
    for head in sorted(heads, key=lambda head: head.first.order):
        if apart and head.first.order <= apart[-1].last.order:
            apart[-1] = apart[-1].combined(head)
        else:
            apart.append(head)
    return apart


def _check_positive(at_most: int) -> None:
    if at_most < 1:
        raise ValueError("There must be room for at least one bucket.")
