"""Runs below the run that they are a part of."""

from datetime import UTC, datetime

import pytest

from mldb.schemas import MLRunRead
from mldb.schemas.registry.search import Count
from mldb.values.enums import RunStatus
from registry_app.web.runs.tree import Position, grouped

AT = datetime(2026, 3, 1, tzinfo=UTC)


def run(row_id: int, parent: int | None = None) -> MLRunRead:
    """A run of which only the ids count."""
    return MLRunRead.model_construct(  # type: ignore[call-arg]  # the rest doesn't matter
        id=row_id,
        public_id=f"{row_id:032x}",
        parent_public_id=None if parent is None else f"{parent:032x}",
        status=RunStatus.FINISHED,
        started_at=AT,
    )


def shape(positions: list[Position]) -> list[tuple[int, int]]:
    """Ids and depths."""
    return [(one.run.id, one.depth) for one in positions]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        ([(1, None), (2, None)], [(1, 0), (2, 0)]),
        ([(3, 1), (2, None), (1, None)], [(2, 0), (1, 0), (3, 1)]),
        ([(1, None), (4, 2), (2, 1), (3, 1)], [(1, 0), (2, 1), (4, 2), (3, 1)]),
        ([(5, 9), (6, 9), (7, 5)], [(5, 0), (7, 1), (6, 0)]),
    ],
)
def test_children_follow_their_parent_in_the_order_of_the_page(
    pairs: list[tuple[int, int | None]], expected: list[tuple[int, int]]
) -> None:
    assert shape(grouped([run(*pair) for pair in pairs], {})) == expected


def test_a_child_without_its_parent_says_so() -> None:
    positions = grouped([run(5, 9), run(7, 5)], {})

    assert [one.is_apart for one in positions] == [True, False]
    assert [one.has_shown for one in positions] == [True, False]


@pytest.mark.parametrize(
    ("count", "others"),
    [
        (None, None),
        (Count(1, is_more=False), None),
        (Count(3, is_more=False), Count(2, is_more=False)),
        (Count(10_000, is_more=True), Count(9_999, is_more=True)),
    ],
)
def test_the_children_on_other_pages_are_counted(count: Count | None, others: Count | None) -> None:
    counts = {} if count is None else {1: count}
    parent, _ = grouped([run(1), run(2, 1)], counts)

    assert parent.others == others


def test_nesting_may_be_deep() -> None:
    chain = [run(1), *(run(number, number - 1) for number in range(2, 2_002))]

    assert shape(grouped(chain[::-1], {})) == [(number, number - 1) for number in range(1, 2_002)]
