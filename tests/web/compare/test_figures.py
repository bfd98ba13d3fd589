"""Figures of a comparison."""

import pytest

from mldb.values.enums import Goal
from registry_app.web.compare.figures import extremes, known_goals
from registry_app.web.kit.comparison import relative_change

UP, DOWN = Goal.MAXIMIZE, Goal.MINIMIZE


@pytest.mark.parametrize(
    ("values", "goal", "expected"),
    [
        ([0.5, 0.9, None, 0.7], UP, (0.9, 0.5)),
        ([0.5, 0.9, None, 0.7], DOWN, (0.5, 0.9)),
        ([0.5, 0.5], UP, (None, None)),
        ([0.5, None], UP, (None, None)),
        ([None, None], DOWN, (None, None)),
        ([], UP, (None, None)),
    ],
)
def test_best_and_worst(
    values: list[float | None], goal: Goal, expected: tuple[float | None, float | None]
) -> None:
    assert extremes(values, goal) == expected


def test_a_goal_is_known_where_no_model_says_otherwise() -> None:
    ranked = [("auc", UP), ("auc", UP), ("loss", DOWN), ("loss", UP), (None, None), ("f1", None)]

    assert known_goals(ranked) == {"auc": UP}


@pytest.mark.parametrize(
    ("value", "base", "expected"), [(3, 2, 0.5), (1, 2, -0.5), (-1, -2, 0.5), (1, 0, None)]
)
def test_a_change_is_relative_to_the_size_of_the_base(
    value: float, base: float, expected: float | None
) -> None:
    assert relative_change(value, base) == expected
