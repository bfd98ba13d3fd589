"""What a metric over versions comes to, in facts, words and a chart."""

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mldb.schemas import TrendPoint
from mldb.values.enums import Goal
from registry_app.web.trend.chart import Chart
from registry_app.web.trend.context import sentence
from registry_app.web.trend.summary import Trend

NOW = datetime(2026, 3, 1, tzinfo=UTC)
VALUES = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20)


def points(*values: float) -> list[TrendPoint]:
    return [
        TrendPoint(number=number, value=value, created_at=NOW)
        for number, value in enumerate(values, 1)
    ]


def best_of(found: list[TrendPoint], goal: Goal | None) -> TrendPoint | None:
    """As the database says it: of equal ones the newer."""
    if goal is None:
        return None
    sign = 1 if goal is Goal.MAXIMIZE else -1
    return max(found, key=lambda point: (sign * point.value, point.number))


@pytest.mark.parametrize(
    ("values", "goal", "champion", "expected"),
    [
        ((0.5,), None, None, "auc is 0.50000 (version 1)."),
        ((0.5, 0.75), None, 1, "auc rose from 0.50000 (version 1) to 0.75000 (version 2)."),
        (
            (0.5, 0.9, 0.75),
            Goal.MAXIMIZE,
            3,
            (
                "auc rose from 0.50000 (version 1) to 0.75000 (version 3). "
                "Best is 0.90000 (version 2), 0.15000 away from the champion, 0.75000 (version 3)."
            ),
        ),
        (
            (0.5, 0.25, 0.25),
            Goal.MINIMIZE,
            3,
            (
                "auc fell from 0.50000 (version 1) to 0.25000 (version 3). "
                "Best is 0.25000 (version 3), which is the champion."
            ),
        ),
        (
            (0.5, 0.5),
            Goal.MAXIMIZE,
            9,
            (
                "auc went from 0.50000 (version 1) to 0.50000 (version 2). "
                "Best is 0.50000 (version 2)."
            ),
        ),
    ],
)
def test_a_trend_in_a_sentence(
    values: tuple[float, ...], goal: Goal | None, champion: int | None, expected: str
) -> None:
    found = points(*values)
    facts = Trend.of(found, best_of(found, goal), champion)

    assert facts is not None
    assert sentence("auc", facts) == expected


def test_without_versions_there_is_no_trend() -> None:
    assert Trend.of([], None, 1) is None


@given(VALUES)
def test_every_dot_lies_in_the_chart(values: list[float]) -> None:
    chart = Chart.of(points(*values), {}, set())

    assert all(0 <= dot.x <= chart.width and 0 <= dot.y <= chart.height for dot in chart.dots)
    assert all(0 <= tick.at <= chart.height for tick in chart.values)
    assert 2 <= len(chart.values) <= 8
    assert len({tick.at for tick in chart.values}) > 1 or len(set(values)) == 1


def test_higher_values_lie_higher_between_round_numbers() -> None:
    chart = Chart.of(points(0.91, 0.97, 0.94), {2: ["champion"]}, {1, 2})
    low, high, middle = chart.dots

    assert high.y < middle.y < low.y
    assert [tick.label for tick in chart.values] == [
        "0.90000",
        "0.92000",
        "0.94000",
        "0.96000",
        "0.98000",
    ]
    assert [tick.label for tick in chart.numbers] == ["1", "2", "3"]
    assert (high.aliases, low.aliases, low.was_in_use, middle.was_in_use) == (
        ["champion"],
        [],
        True,
        False,
    )
    assert math.isclose(chart.dots[0].x + chart.dots[2].x, 2 * chart.dots[1].x, abs_tol=0.2)
