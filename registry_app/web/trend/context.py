"""The template context of the page of a trend."""

from dataclasses import dataclass
from typing import Any

from mldb.schemas import MLModelAliasRead, MLModelTrend, TrendPoint
from mldb.values.names import CHAMPION
from mldb.values.spelling import alias_key
from registry_app.web.presentation.numbers import SIGNIFICANT, difference, digits_apart, number_text
from registry_app.web.trend.across import Across
from registry_app.web.trend.chart import Chart
from registry_app.web.trend.summary import Point, Trend


@dataclass(frozen=True)
class TrendRow:
    """A version in the table; `change` is its distance from the champion.

    `digits` is the number of digits with which its value differs from the others.
    """

    point: TrendPoint
    change: float | None
    is_best: bool
    assignments: list[MLModelAliasRead]
    digits: int = SIGNIFICANT

    @property
    def names(self) -> list[str]:
        """The aliases that point to it now."""
        return [one.name for one in self.assignments if one.ended_at is None]


def trend_context(trend: MLModelTrend, across: Across = Across.NUMBER) -> dict[str, Any]:
    """Chart, rows (the newest first) and sentence; empty without points."""
    now: dict[int, list[str]] = {}
    ever: dict[int, list[MLModelAliasRead]] = {}
    for one in trend.assignments:
        ever.setdefault(one.version_number, []).append(one)
        if one.ended_at is None:
            now.setdefault(one.version_number, []).append(one.name)
    champion = next(
        (number for number, names in now.items() if CHAMPION in map(alias_key, names)), None
    )
    facts = Trend.of(trend.points, trend.best, champion)
    if facts is None:
        return {"rows": [], "sentence": "", "chart": None}
    digits = digits_apart(point.value for point in trend.points)
    rows = [
        TrendRow(
            point,
            difference(point.value, facts.champion.value) if facts.champion else None,
            facts.best is not None and facts.best.value == point.value,
            ever.get(point.number, []),
            digits.get(point.value, SIGNIFICANT),
        )
        for point in reversed(trend.points)
    ]
    return {
        "rows": rows,
        "sentence": sentence(trend.metric, facts),
        "chart": Chart.of(trend.points, now, ever, trend.assignments, across),
    }


def sentence(metric: str, facts: Trend) -> str:
    """The trend as sentences."""
    first, last, best, champion = facts.first, facts.last, facts.best, facts.champion
    named = _Named(digits_apart(one.value for one in (first, last, best, champion) if one))
    if first.number == last.number:
        said = f"{metric} is {named(first)}."
    else:
        said = f"{metric} {_went(first, last)} from {named(first)} to {named(last)}."
    if best is None:
        return said
    said += f" Best is {named(best)}"
    if champion is None:
        return f"{said}."
    if best.number == champion.number:
        return f"{said}, which is the {CHAMPION}."
    distance = number_text(abs(difference(best.value, champion.value)))
    return f"{said}, {distance} away from the {CHAMPION}, {named(champion)}."


def _went(first: Point, last: Point) -> str:
    if first.value == last.value:
        return "went"
    return "rose" if last.value > first.value else "fell"


@dataclass(frozen=True)
class _Named:
    """Values with their versions; different ones look different."""

    digits: dict[float, int]

    def __call__(self, point: Point) -> str:
        """The value of this version."""
        text = number_text(point.value, self.digits.get(point.value, SIGNIFICANT))
        return f"{text} (version {point.number})"
