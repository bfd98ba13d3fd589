"""How people write the goal of a metric: `minimize digits:1 unit:ms`, each part optional."""

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from mldb.values.enums import Goal
from mldb.values.json_schema import json_pattern

GOAL_LENGTH: Final = 60
_UNIT: Final = r"[\w%°²³·/^.*€$£¥-]{1,20}"
_DIGITS: Final = "digits:[0-9]"
_PATTERN: Final = (
    rf"(?:(?:maximize|minimize)(?: {_DIGITS})?(?: unit:{_UNIT})?"
    rf"|{_DIGITS}(?: unit:{_UNIT})?|unit:{_UNIT})"
)


@dataclass(frozen=True, slots=True)
class MetricGoal:
    """How the values of a metric are judged and written.

    `direction` is None if nobody said whether higher or lower is better; `digits` are the decimals
    to show, None: as many as the values need.
    """

    direction: Goal | None = None
    unit: str = ""
    digits: int | None = None


def goal_of_text(text: str) -> MetricGoal:
    """The goal that a text means; its parts may come in any order, and unknown ones say nothing."""
    direction, unit, digits = None, "", None
    for part in text.split(" "):
        name, _, value = part.partition(":")
        if part in {goal.value for goal in Goal}:
            direction = Goal(part)
        elif name == "unit":
            unit = value
        elif name == "digits" and value.isdecimal():
            digits = int(value)
    return MetricGoal(direction, unit, digits)


def _goal_text(text: str) -> str:
    if re.fullmatch(_PATTERN, text) is None:
        raise PydanticCustomError(
            "goal",
            "Write it as minimize digits:1 unit:ms; each part may be left out, but not all.",
        )
    return text


GoalText = Annotated[str, AfterValidator(_goal_text), json_pattern(f"^{_PATTERN}$")]
"""The goal of a metric as text."""
