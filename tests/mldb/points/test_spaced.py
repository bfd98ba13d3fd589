"""Evenly spaced points of a stored series."""

from hypothesis import given
from hypothesis import strategies as st

from mldb.points.columns import Points
from mldb.points.spaced import Spaced
from mldb.points.statistics import Statistics
from tests.mldb.points.rows import QUICK, SOME_POINTS, slices

STEPS = st.tuples(st.integers(-3, 3), st.integers(-3, 3)) | st.none()


@QUICK
@given(SOME_POINTS, st.integers(1, 8), st.integers(0, 8), st.integers(1, 9), STEPS)
def test_points_are_those_at_the_positions(
    points: Points, size: int, tail: int, at_most: int, steps: tuple[int, int] | None
) -> None:
    end = max(len(points) - tail, 0)
    chunks = dict(enumerate(slices(points.part(0, end), size)))
    heads = {index: Statistics.of(chunk) for index, chunk in chunks.items()}
    spaced = Spaced(heads, points.part(end, len(points)), at_most, steps)
    found = list(map(repr, spaced.points({index: chunks[index] for index in spaced.wanted})))

    low, high = steps or (-(2**63), 2**63 - 1)
    inside = [repr(row) for row in points if low <= row[0] <= high]
    assert len(found) == min(at_most, len(inside))
    assert found == [row for row in inside if row in set(found)]
    if found:
        assert found[0] == inside[0]
        assert at_most == 1 or found[-1] == inside[-1]
