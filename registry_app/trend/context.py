"""What the page of a trend shows."""

from dataclasses import dataclass
from typing import Any

from mldb.rules.naming import alias_key
from mldb.rules.trend import Point, Trend
from mldb.schemas import MLModelAliasRead, MLModelTrend, TrendPoint
from mldb.types import CHAMPION
from registry_app.numbers import number_text
from registry_app.trend.chart import Chart


@dataclass(frozen=True)
class TrendRow:
    """A version in the table; `change` is its distance from the one in use."""

    point: TrendPoint
    change: float | None
    is_best: bool
    assignments: list[MLModelAliasRead]

    @property
    def names(self) -> list[str]:
        """The aliases that point to it now."""
        return [one.name for one in self.assignments if one.ended_at is None]


def trend_context(trend: MLModelTrend) -> dict[str, Any]:
    """Chart, rows (the newest first) and sentence; without points only that there are none."""
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
    rows = [
        TrendRow(
            point,
            point.value - facts.champion.value if facts.champion else None,
            facts.best is not None and facts.best.value == point.value,
            ever.get(point.number, []),
        )
        for point in reversed(trend.points)
    ]
    return {
        "rows": rows,
        "sentence": sentence(trend.metric, facts),
        "chart": Chart.of(trend.points, now, ever),
    }


def sentence(metric: str, facts: Trend) -> str:
    """The trend in words."""
    first, last = facts.first, facts.last
    if first.number == last.number:
        said = f"{metric} is {_named(first)}."
    else:
        said = f"{metric} {_went(first, last)} from {_named(first)} to {_named(last)}."
    if facts.best is None:
        return said
    said += f" Best is {_named(facts.best)}"
    if facts.champion is None:
        return f"{said}."
    if facts.best.number == facts.champion.number:
        return f"{said}, which is the {CHAMPION}."
    distance = number_text(abs(facts.best.value - facts.champion.value))
    return f"{said}, {distance} away from the {CHAMPION}, {_named(facts.champion)}."


def _went(first: Point, last: Point) -> str:
    if first.value == last.value:
        return "went"
    return "rose" if last.value > first.value else "fell"


def _named(point: Point) -> str:
    return f"{number_text(point.value)} (version {point.number})"
