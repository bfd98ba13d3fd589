"""Buckets of a stored series."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.points.columns import Points, merged
from mldb.points.sample import Sample
from mldb.points.statistics import Statistics
from tests.mldb.points.rows import QUICK, SOME_POINTS, slices

STEPS = st.tuples(st.integers(-3, 3), st.integers(-3, 3)) | st.none()


@QUICK
@given(SOME_POINTS, st.integers(1, 8), st.integers(0, 8), st.integers(1, 9), STEPS)
def test_every_point_of_the_steps_is_in_a_bucket(
    points: Points, size: int, tail: int, at_most: int, steps: tuple[int, int] | None
) -> None:
    chunks = dict(enumerate(slices(points.part(0, max(len(points) - tail, 0)), size)))
    rest = points.part(max(len(points) - tail, 0), len(points))
    heads = {index: Statistics.of(chunk) for index, chunk in chunks.items()}
    sample = Sample(heads, rest, at_most, steps)
    buckets = sample.buckets({index: chunks[index] for index in sample.wanted})

    low, high = steps or (-(2**63), 2**63 - 1)
    inside = Points.of(row for row in merged([points]) if low <= row[0] <= high)
    assert len(buckets) <= at_most
    assert sum(bucket.count for bucket in buckets) == len(inside)
    if inside:
        combined = buckets[0]
        for bucket in buckets[1:]:
            combined = combined.combined(bucket)
        assert repr(combined) == repr(Statistics.of(inside))


@pytest.mark.parametrize(("at_most", "wanted"), [(20, []), (21, list(range(10)))])
def test_points_are_read_only_if_there_are_few_chunks(at_most: int, wanted: list[int]) -> None:
    chunk = [Points.of([(number, 0, 1.0)]) for number in range(10)]
    heads = {number: Statistics.of(points) for number, points in enumerate(chunk)}

    assert Sample(heads, Points.of(()), at_most).wanted == wanted
