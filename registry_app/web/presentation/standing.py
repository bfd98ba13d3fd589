"""Values of metrics and their changes as text: with unit, decimals, sign and what is better."""

import math
from dataclasses import dataclass
from typing import Final, Self

from mldb.schemas import MetricGoal
from mldb.values.enums import Goal
from registry_app.web.presentation.numbers import THIN_SPACE, difference, number_text
from registry_app.web.presentation.values import MINUS, NO_VALUE

_LARGE: Final = 1e9


def goal_of(goal: MetricGoal | Goal | None) -> Goal | None:
    """The direction, however the goal is given."""
    return goal.direction if isinstance(goal, MetricGoal) else goal


def value_text(value: float | None, goal: MetricGoal | Goal | int | None = None) -> str:
    """The value with the decimals and the unit of its goal, or these decimals; a dash for None."""
    if value is None:
        return NO_VALUE
    if isinstance(goal, MetricGoal):
        unit = f"\N{NO-BREAK SPACE}{goal.unit}" if goal.unit else ""
        return decimals_text(value, goal.digits) + unit
    return decimals_text(value, goal if isinstance(goal, int) else None)


def decimals_text(value: float, digits: int | None) -> str:
    """The value with this number of decimals, or rounded where they would mislead.

    A small value is not written as zero, nor a huge one with hundreds of digits.
    """
    if digits is None or not math.isfinite(value) or abs(value) >= _LARGE:
        return number_text(value)
    text = f"{value:,.{digits}f}"
    if value and not text.strip("-0,."):
        return number_text(value)
    return text.replace(",", THIN_SPACE)


def exact_text(value: float | None, shown: str) -> str | None:
    """Every digit, if the text that is shown rounds them."""
    if value is None or not math.isfinite(value):
        return None
    written = shown.split("\N{NO-BREAK SPACE}", maxsplit=1)[0].replace(THIN_SPACE, "")
    return None if float(written) == value else repr(value)


@dataclass(frozen=True)
class Delta:
    """A change of a metric: an arrow, the number with its sign, and whether it is for the better.

    `verdict` is `better`, `worse`, or empty if nobody said which direction is good.
    """

    arrow: str
    text: str
    verdict: str
    exact: str | None

    @classmethod
    def of(cls, change: float, goal: MetricGoal | Goal | None = None) -> Self:
        """The change, judged by the goal."""
        if change == 0:
            return cls("=", "0", "", None)
        is_up = change > 0
        direction = goal_of(goal)
        is_good = is_up == (direction is Goal.MAXIMIZE)
        verdict = "" if direction is None else "better" if is_good else "worse"
        digits = goal.digits if isinstance(goal, MetricGoal) else None
        text = decimals_text(abs(change), digits)
        sign = "+" if is_up else MINUS
        return cls("▲" if is_up else "▼", f"{sign}{text}", verdict, exact_text(abs(change), text))


def change_of(value: float | None, base: float | None) -> float | None:
    """The value less the base, or None if one is missing."""
    return None if value is None or base is None else difference(value, base)
