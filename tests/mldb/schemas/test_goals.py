"""Goals of metrics as people write them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from mldb.values.enums import Goal
from mldb.values.goals import GoalText, MetricGoal, goal_of_text

READ: TypeAdapter[str] = TypeAdapter(GoalText)


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("minimize digits:1 unit:ms", MetricGoal(Goal.MINIMIZE, "ms", 1)),
        ("maximize", MetricGoal(Goal.MAXIMIZE)),
        ("digits:0", MetricGoal(digits=0)),
        ("unit:µs/千", MetricGoal(unit="µs/千")),
        ("maximize unit:%", MetricGoal(Goal.MAXIMIZE, "%")),
    ],
)
def test_each_part_may_be_left_out(text: str, goal: MetricGoal) -> None:
    assert READ.validate_python(text) == text
    assert goal_of_text(text) == goal


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "higher", "digits:10", "digits:-1", "unit:", "unit:m s", "unit:<b>"),
        *("unit:\u202e", "minimize maximize", "minimize  digits:1", f"unit:{'x' * 21}"),
    ],
)
def test_what_is_no_goal_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="minimize digits:1 unit:ms"):
        READ.validate_python(text)


def test_unknown_parts_say_nothing() -> None:
    assert goal_of_text("colour:red digits:x") == MetricGoal()
