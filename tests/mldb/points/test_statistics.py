"""Statistics of points, and of points that lie in two chunks."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.points.columns import Points
from mldb.points.statistics import Extreme, Statistics
from tests.mldb.points.rows import QUICK, SOME_POINTS, Row

NAN, INF = math.nan, math.inf


def naive(points: Points) -> Statistics:
    """The definition, one point at a time."""
    rows = [Extreme(*row) for row in points]
    numbers = [row for row in rows if not math.isnan(row.value)]
    least = greatest = numbers[0] if numbers else None
    for row in numbers:
        assert least is not None
        assert greatest is not None
        least = row if row.value < least.value else least
        greatest = row if row.value > greatest.value else greatest
    return Statistics(len(rows), rows[0], rows[-1], least, greatest, nans=len(rows) - len(numbers))


@QUICK
@given(SOME_POINTS)
def test_statistics_are_as_defined(points: Points) -> None:
    # Texts, because NaN is not equal to itself and 0.0 is equal to -0.0.
    assert repr(Statistics.of(points)) == repr(naive(points))


@QUICK
@given(SOME_POINTS, st.data())
def test_combined_statistics_are_those_of_all_points(points: Points, data: st.DataObject) -> None:
    sides = data.draw(st.lists(st.booleans(), min_size=len(points), max_size=len(points)))
    parts = [
        Points.of(row for row, side in zip(points, sides, strict=True) if side is chosen)
        for chosen in (False, True)
    ]
    if all(parts):
        one, other = map(Statistics.of, parts)

        assert repr(one.combined(other)) == repr(Statistics.of(points))
        assert repr(other.combined(one)) == repr(Statistics.of(points))


@pytest.mark.parametrize(
    ("rows", "least", "greatest", "nans"),
    [
        ([(1, 1, NAN)], None, None, 1),
        ([(1, 1, NAN), (2, 2, 5.0), (3, 3, NAN)], (2, 2, 5.0), (2, 2, 5.0), 2),
        ([(1, 1, INF), (2, 2, 0.0), (3, 3, -INF)], (3, 3, -INF), (1, 1, INF), 0),
        ([(1, 1, 2.0), (2, 2, 1.0), (3, 3, 1.0), (4, 4, 2.0)], (2, 2, 1.0), (1, 1, 2.0), 0),
        ([(1, 1, 0.0), (2, 2, -0.0)], (1, 1, 0.0), (1, 1, 0.0), 0),
    ],
)
def test_extremes(rows: list[Row], least: Row | None, greatest: Row | None, nans: int) -> None:
    statistics = Statistics.of(Points.of(rows))

    assert statistics.count == len(rows)
    assert (statistics.min, statistics.max, statistics.nans) == (least, greatest, nans)


def test_no_points_have_no_statistics() -> None:
    with pytest.raises(ValueError, match="no points"):
        Statistics.of(Points.of([]))
