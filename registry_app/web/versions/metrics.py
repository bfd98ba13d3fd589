"""The metrics of a version beside those of the champion."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from mldb.schemas import MetricGoal, MLModelAliasRead, MLModelVersionRead, ModelGoals
from registry_app.core.registry import Registry
from registry_app.web.presentation.numbers import difference


@dataclass(frozen=True)
class MetricsBeside:
    """Goals of the metrics, and the champion's values.

    `champion` is its number; None if there is none, or if it is the version itself.
    """

    goals: ModelGoals
    champion: int | None
    values: Mapping[str, float]

    @classmethod
    def of(
        cls,
        registry: Registry,
        version: MLModelVersionRead,
        assignments: Iterable[MLModelAliasRead],
    ) -> Self:
        """Those of a version, in two statements; `assignments` are its model's current ones."""
        goals = registry.standings.goals([version.model_name]).get(version.model_name)
        known = goals or ModelGoals(None, {})
        champion = next((one for one in assignments if one.is_champion), None)
        if champion is None or champion.version_id in {None, version.id}:
            return cls(known, None, {})
        champion_id = champion.version_id or 0
        values = registry.metrics.get_of_owners([champion_id]).get(champion_id, {})
        return cls(known, champion.version_number, values)

    def ordered(self, metrics: Mapping[str, Any]) -> dict[str, Any]:
        """The metrics with the primary one first."""
        primary = self.goals.primary
        first = {primary: metrics[primary]} if primary is not None and primary in metrics else {}
        return first | dict(metrics)

    def goal(self, metric: str) -> MetricGoal:
        """The goal of a metric."""
        return self.goals.get(metric)

    def change(self, metric: str, value: float) -> float | None:
        """What the value is more than the champion's."""
        base = self.values.get(metric)
        return None if base is None else difference(value, base)
