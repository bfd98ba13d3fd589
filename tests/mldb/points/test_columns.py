"""Columns are sorted, hold no point twice, and never lose one."""

import math
import struct
from array import array
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.points.columns import Points, Position, has_nan, merged
from tests.mldb.points.rows import (
    HIGHEST,
    LOWEST,
    POINTS,
    QUICK,
    ROWS,
    Row,
    compared,
    in_order,
    same,
    slices,
)

NEAR = st.integers(-1, 1)
POSITIONS = st.none() | st.tuples(NEAR, NEAR)
NEAR_ROWS = st.lists(st.tuples(NEAR, NEAR, st.floats()), max_size=40)
TWO_LINES = [(step, 1_000 * step, step / 2) for step in range(10)]


@QUICK
@given(ROWS)
def test_rows_in_any_order_become_sorted_points(rows: list[Row]) -> None:
    points = Points.of(rows)

    assert same(points, in_order(rows))
    assert points.is_sorted()


def test_every_order_of_values_at_one_position_ends_alike() -> None:
    values = [math.nan, -math.inf, -1.0, -0.0, 0.0, 1.0]
    expected = [(7, 8, value) for value in values]
    for order in permutations(values):
        points = Points.of((7, 8, value) for value in order)

        assert same(points, expected)


def test_doubles_vanish() -> None:
    quiet, other = (
        struct.unpack("<d", bits.to_bytes(8, "little"))[0]
        for bits in (0x7FF8 << 48, -1 & (2**64 - 1))
    )
    points = Points.of([(1, 1, quiet), (1, 1, 0.0), (1, 1, other), (1, 1, -0.0), (1, 1, 0.0)])

    assert same(points, [(1, 1, math.nan), (1, 1, -0.0), (1, 1, 0.0)])


def test_points_are_equal_by_bits() -> None:
    assert Points.of([(1, 1, math.nan)]) == Points.of([(1, 1, -math.nan)])
    assert Points.of([(1, 1, 0.0)]) != Points.of([(1, 1, -0.0)])
    assert Points.of([(1, 1, 1.0)]) != Points.of([(1, 2, 1.0)])
    assert Points.of([(1, 1, 1.0)]) != Points.of([(2, 1, 1.0)])
    assert Points.of([(1, 1, 1.0)]) != [(1, 1, 1.0)]


@QUICK
@given(ROWS)
def test_columns_and_rows_give_the_same_points(rows: list[Row]) -> None:
    by_columns = Points.of_columns(
        [step for step, _, _ in rows],
        [time for _, time, _ in rows],
        [value for _, _, value in rows],
    )

    assert by_columns == Points.of(rows)


def test_points_share_no_column_with_their_maker() -> None:
    steps, times_ms, values = array("q", [1, 2]), array("q", [1, 2]), array("d", [1.0, 2.0])
    points = Points.of_columns(steps, times_ms, values)
    for column in (steps, times_ms, values):
        column.pop()

    assert list(points) == [(1, 1, 1.0), (2, 2, 2.0)]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="equal lengths"):
        Points.of_columns([1, 2], [1, 2], [1.0])


@pytest.mark.parametrize("row", [(HIGHEST + 1, 0, 0.0), (0, LOWEST - 1, 0.0)])
def test_numbers_of_more_than_64_bits_are_refused(row: Row) -> None:
    with pytest.raises(OverflowError):
        Points.of([row])


def test_no_points_are_points() -> None:
    points = Points.of([])

    assert not points
    assert list(points) == []
    assert points.between((0, 0), None) == points
    with pytest.raises(IndexError):
        _ = points.first


@QUICK
@given(POINTS)
def test_the_text_of_points_names_them(points: Points) -> None:
    assert eval(repr(points), {"Points": Points, "nan": math.nan, "inf": math.inf}) == points  # noqa: S307  # that is what repr promises


@QUICK
@given(NEAR_ROWS, POSITIONS, POSITIONS)
def test_between_keeps_both_ends(
    rows: list[Row], low: Position | None, high: Position | None
) -> None:
    expected = [
        row
        for row in in_order(rows)
        if (low is None or row[:2] >= low) and (high is None or row[:2] <= high)
    ]

    assert same(Points.of(rows).between(low, high), expected)


def test_between_keeps_all_points_of_a_position() -> None:
    points = Points.of([(1, 1, 0.0), (1, 1, 1.0), (1, 2, 0.0), (2, 1, 0.0), (2, 1, 1.0)])

    assert points.between((1, 1), (2, 1)) == points
    assert points.between((1, 2), (1, 2)) == points.part(2, 3)
    assert len(points.between((1, 3), (2, 0))) == 0
    assert len(points.between((2, 1), (1, 1))) == 0


@QUICK
@given(POINTS, st.integers(1, 50))
def test_parts_hold_every_point_once(points: Points, size: int) -> None:
    parts = slices(points, size)

    assert [row for part in parts for row in map(repr, part)] == list(map(repr, points))
    assert all(len(part) == size for part in parts[:-1])


def test_ends_are_positions() -> None:
    points = Points.of(TWO_LINES)

    assert (points.first, points.last) == ((0, 0), (9, 9_000))


@QUICK
@given(st.lists(st.builds(Points.of, NEAR_ROWS) | POINTS, max_size=6))
def test_merged_parts_hold_all_points_once(parts: list[Points]) -> None:
    points = merged(parts)

    assert same(points, in_order([row for part in parts for row in part]))
    assert points.is_sorted()


def test_parts_that_meet_in_a_position_are_sorted_by_value() -> None:
    low, high = Points.of([(1, 1, 0.0), (2, 2, 2.0)]), Points.of([(2, 2, 1.0), (3, 3, 0.0)])

    assert merged([low, high]) == Points.of([*low, *high])
    assert merged([low, high]).is_sorted()


def test_merging_leaves_the_parts_alone() -> None:
    whole = Points.of(TWO_LINES)
    parts = slices(whole, 3)

    assert merged(parts[::-1]) == whole
    assert merged([*parts, parts[1]]) == whole
    assert [len(part) for part in parts] == [3, 3, 3, 1]


@QUICK
@given(NEAR_ROWS, NEAR_ROWS)
def test_without_leaves_what_the_other_lacks(rows: list[Row], others: list[Row]) -> None:
    # Half of the rows are in both.
    others += rows[::2]
    expected = [row for row in in_order(rows) if all(compared(row, other) for other in others)]

    assert same(Points.of(rows).without(Points.of(others)), expected)


def test_without_a_part_the_rest_is_left() -> None:
    points = Points.of(TWO_LINES)
    head, middle, tail = points.part(0, 4), points.part(4, 6), points.part(6, 10)

    assert points.without(middle) == merged([head, tail])
    assert head.without(tail) == head
    assert tail.without(head) == tail
    assert points.without(points) == Points.of([])
    assert Points.of([]).without(points) == Points.of([])
    assert points.without(Points.of([])) == points


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], False),
        ([1.0, math.inf], False),
        ([math.inf, -math.inf], False),
        ([1e308, 1e308, -math.inf], False),
        ([1.0, math.nan], True),
        ([math.inf, math.nan], True),
    ],
)
def test_only_nan_is_nan(values: list[float], *, expected: bool) -> None:
    assert has_nan(array("d", values)) is expected
