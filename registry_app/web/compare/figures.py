"""Figures of a comparison: goals, best and worst values."""

from collections.abc import Iterable, Sequence

from mldb.schemas import ComparedVersion
from mldb.values.enums import Goal


def goals_of(versions: Iterable[ComparedVersion]) -> dict[str, Goal]:
    """The goals of the metrics of these versions, as far as their models say."""
    # Goals of metrics other than the primary one belong here too, as soon as a model has them.
    return known_goals((one.primary_metric, one.primary_metric_goal) for one in versions)


def known_goals(ranked: Iterable[tuple[str | None, Goal | None]]) -> dict[str, Goal]:
    """Goals by primary metric, where all models with that metric agree."""
    goals: dict[str, set[Goal]] = {}
    for metric, goal in ranked:
        if metric is not None and goal is not None:
            goals.setdefault(metric, set()).add(goal)
    return {metric: next(iter(found)) for metric, found in goals.items() if len(found) == 1}


def extremes(values: Sequence[float | None], goal: Goal) -> tuple[float | None, float | None]:
    """The best and the worst value, ignoring None; None if all are equal."""
    there = [value for value in values if value is not None]
    if not there or min(there) == max(there):
        return None, None
    low, high = min(there), max(there)
    return (high, low) if goal is Goal.MAXIMIZE else (low, high)
