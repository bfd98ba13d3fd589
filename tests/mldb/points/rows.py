"""Points as rows for the tests, and the order of rows written down in another way."""

import math
from functools import cmp_to_key

from hypothesis import settings
from hypothesis import strategies as st

from mldb.points.columns import Points

Row = tuple[int, int, float]

LOWEST = -(2**63)
HIGHEST = 2**63 - 1

QUICK = settings(max_examples=50, deadline=None)

_INTEGERS = st.integers(-2, 2) | st.integers(LOWEST, HIGHEST)
_VALUES = (
    st.sampled_from([0.0, -0.0, 1.0, math.nan, -math.nan, math.inf, -math.inf, 5e-324, -5e-324])
    | st.floats()
)
_ROWS = st.tuples(_INTEGERS, _INTEGERS, _VALUES)

ROWS = st.lists(_ROWS, max_size=40)
POINTS = st.builds(Points.of, ROWS)
SOME_POINTS = st.builds(Points.of, st.lists(_ROWS, min_size=1, max_size=40))


def compared(one: Row, other: Row) -> int:
    """Negative, 0 or positive, as the first row is before, equal to or after the second."""
    if one[:2] != other[:2]:
        return -1 if one[:2] < other[:2] else 1
    left, right = one[2], other[2]
    if math.isnan(left) or math.isnan(right):
        return math.isnan(right) - math.isnan(left)
    if left == right == 0:
        return int(math.copysign(1, left) - math.copysign(1, right))
    return (left > right) - (left < right)


def in_order(rows: list[Row]) -> list[Row]:
    """The rows in the order of points, each once."""
    kept: list[Row] = []
    for row in sorted(rows, key=cmp_to_key(compared)):
        if not kept or compared(kept[-1], row):
            kept.append(row)
    return kept


def same(one: Points, rows: list[Row]) -> bool:
    """Whether the points are these rows, in this order."""
    return len(one) == len(rows) and not any(map(compared, one, rows))


def slices(points: Points, size: int) -> list[Points]:
    """Consecutive points, `size` at a time; the last slice can be shorter."""
    return [points.part(start, start + size) for start in range(0, len(points), size)]
