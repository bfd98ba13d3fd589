"""Buckets keep every extreme, and every point is in one of them."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.points.buckets import Bucket, buckets_of, combine
from mldb.points.columns import Points
from mldb.points.statistics import Statistics
from tests.mldb.points.rows import QUICK, SOME_POINTS, slices

LINE = Points.of((step, step, float(step)) for step in range(1_000))
ROOM = st.integers(1, 60)


def check_whole(buckets: list[Bucket], points: Points) -> None:
    """The buckets don't overlap, and come to the statistics of all points."""
    for before, after in pairwise(buckets):
        assert before.last.order < after.first.order
    whole = buckets[0]
    for bucket in buckets[1:]:
        whole = whole.combined(bucket)

    assert repr(whole) == repr(Statistics.of(points))


@QUICK
@given(SOME_POINTS, ROOM)
def test_every_point_is_in_one_bucket(points: Points, at_most: int) -> None:
    buckets = buckets_of(points, at_most)

    counts = [bucket.count for bucket in buckets]
    assert len(buckets) == min(at_most, len(points))
    assert max(counts) - min(counts) <= 1
    check_whole(buckets, points)
    start = 0
    for bucket in buckets:
        part = points.part(start, start + bucket.count)
        assert repr(bucket) == repr(Statistics.of(part))
        start += bucket.count


@QUICK
@given(SOME_POINTS, ROOM, st.data())
def test_heads_of_any_chunks_come_to_the_whole(
    points: Points, at_most: int, data: st.DataObject
) -> None:
    numbers = st.lists(st.integers(0, 5), min_size=len(points), max_size=len(points))
    chunk_of_point = data.draw(numbers | numbers.map(sorted))
    chunks = [
        Points.of(
            row for row, number in zip(points, chunk_of_point, strict=True) if number == chunk
        )
        for chunk in set(chunk_of_point)
    ]
    buckets = combine(map(Statistics.of, chunks), at_most)

    assert 1 <= len(buckets) <= at_most
    check_whole(buckets, points)


def test_heads_are_grouped_evenly() -> None:
    heads = buckets_of(LINE, 100)

    buckets = combine(heads, 25)
    assert [bucket.count for bucket in buckets] == [40] * 25
    assert buckets[0].last == (39, 39, 39.0)


def test_heads_that_fit_stay_apart() -> None:
    heads = [Statistics.of(LINE.part(0, 1)), Statistics.of(LINE.part(1, 1_000))]

    assert combine(heads, 2) == heads


def test_small_chunks_share_a_bucket() -> None:
    small = [Statistics.of(part) for part in slices(LINE.part(900, 1_000), 10)]

    buckets = combine([*buckets_of(LINE.part(0, 900), 9), *small], 10)
    assert [bucket.count for bucket in buckets] == [100] * 10


def test_chunks_that_overlap_share_a_bucket() -> None:
    rows = list(LINE)
    overlapping = [Points.of(rows[0:20:2]), Points.of(rows[1:20:2]), Points.of(rows[20:30])]

    buckets = combine(map(Statistics.of, overlapping), 10)
    assert [bucket.count for bucket in buckets] == [20, 10]


def test_a_spike_survives() -> None:
    rows = list(LINE)
    rows[417] = (417, 417, 1e9)
    rows[418] = (418, 418, -math.inf)
    rows[419] = (419, 419, math.nan)

    spiked = buckets_of(Points.of(rows), 10)[4]
    assert spiked.max == (417, 417, 1e9)
    assert spiked.min == (418, 418, -math.inf)
    assert spiked.nans == 1


def test_no_points_have_no_buckets() -> None:
    assert buckets_of(Points.of([]), 10) == []
    assert combine([], 10) == []


@pytest.mark.parametrize("at_most", [0, -1])
def test_no_room_is_refused(at_most: int) -> None:
    with pytest.raises(ValueError, match="at least one bucket"):
        buckets_of(LINE, at_most)
    with pytest.raises(ValueError, match="at least one bucket"):
        combine([], at_most)
