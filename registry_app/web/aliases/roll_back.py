"""The versions to which an alias can be rolled back."""

from dataclasses import dataclass
from typing import Any, Self

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mldb.schemas import (
    MetricGoal,
    MLModelAliasRead,
    MLModelRead,
    RollBack,
    RollBackChoice,
    TrashStates,
)
from registry_app.core.registry import Registry
from registry_app.web.kit import trash_states


@dataclass(frozen=True)
class Offer:
    """The alias's newest assignment, and the versions on offer.

    `values` are those of the primary metric, by version number.

    `gone` are versions in the trash and purged ones.
    """

    model: MLModelRead
    newest: MLModelAliasRead
    choices: list[RollBackChoice]
    gone: list[RollBackChoice]
    trash_states: TrashStates
    chosen: int | None
    values: dict[int, float]

    @classmethod
    def of(cls, registry: Registry, model_name: str, alias: str) -> Self:
        """The versions on offer now.

        Raises:
            NotFoundError: there is no such model, or it never had such an alias.
        """
        back = registry.aliases.get_roll_back(model_name, alias)
        model = registry.models.get_by_name(model_name)
        states = trash_states.of_aliases(registry, [one.assignment for one in back.choices])
        there = [one for one in back.choices if _is_visible(one, states)]
        gone = [one for one in back.choices if one not in there]
        values = _values(registry, model, [back.newest, *(one.assignment for one in there)])
        return cls(model, back.newest, there, gone, states, _chosen(back, there), values)

    @property
    def goal(self) -> MetricGoal:
        """How the values are judged."""
        return MetricGoal(self.model.primary_metric_goal)

    @property
    def current_value(self) -> float | None:
        """The value of the version that the alias points to, or pointed to last."""
        return self.values.get(self.newest.version_number)

    def labelled(self) -> list[tuple[str, SafeString]]:
        """Number and label of each version on offer, for a form."""
        return [(str(one.assignment.version_number), self._label(one)) for one in self.choices]

    def _label(self, one: RollBackChoice) -> SafeString:
        context: dict[str, Any] = {
            "one": one,
            "metric": self.model.primary_metric,
            "goal": self.goal,
            "value": self.values.get(one.assignment.version_number),
            "now": self.current_value,
        }
        # The template escaped it.
        return SafeString(render_to_string("aliases/roll_back_choice.html", context))


def _is_visible(one: RollBackChoice, states: TrashStates) -> bool:
    return states.get(("version", one.assignment.version_id or 0), "gone") is None


def _chosen(back: RollBack, there: list[RollBackChoice]) -> int | None:
    """The default if it can be pointed to, or else the newest that was not rolled back from."""
    numbers = [one.assignment.version_number for one in there]
    if back.target in numbers:
        return back.target
    kept = (one.assignment.version_number for one in there if not one.is_left)
    return next(kept, None)


def _values(
    registry: Registry, model: MLModelRead, assignments: list[MLModelAliasRead]
) -> dict[int, float]:
    """The primary metric by version number."""
    if model.primary_metric is None:
        return {}
    pairs = list(dict.fromkeys((model.name, one.version_number) for one in assignments))
    found = registry.standings.values(pairs)
    return {number: value for (_, number), value in found.items()}
