"""Values of primary metrics for the versions that aliases point to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Self, TypeVar

from mldb.rules.batch import BATCH_LIMIT
from mldb.schemas import MetricGoal, MLModelAliasRead, ModelStanding
from mldb.schemas.registry.search import Count
from registry_app.core.registry import Registry

ItemT = TypeVar("ItemT")
_NO_GOAL = MetricGoal()


@dataclass(frozen=True)
class Ranked:
    """The standings of models by name, and the values of versions by model and number.

    `newer` counts by version id the live versions that are newer.
    """

    standings: dict[str, ModelStanding] = field(default_factory=dict)
    values: dict[tuple[str, int], float] = field(default_factory=dict)
    newer: dict[int, Count] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        registry: Registry,
        names: Sequence[str],
        assignments: Sequence[MLModelAliasRead],
        *,
        with_newer: bool = False,
    ) -> Self:
        """What these assignments of these models, at most 1,000 of them, need."""
        ranked = cls(registry.standings.of_models(names))
        pairs = dict.fromkeys((one.model_name, one.version_number) for one in assignments)
        for batch in _batches(pair for pair in pairs if pair[0] in ranked.standings):
            ranked.values.update(registry.standings.values(batch))
        if with_newer:
            for ids in _batches({one.version_id for one in assignments if one.version_id}):
                ranked.newer.update(registry.alias_reader.get_newer(ids))
        return ranked

    def goal(self, model_name: str) -> MetricGoal:
        """How the values of a model are judged."""
        standing = self.standings.get(model_name)
        return standing.goal if standing else _NO_GOAL

    def value(self, one: MLModelAliasRead | None) -> float | None:
        """The value of the version of an assignment, if it has one."""
        return None if one is None else self.values.get((one.model_name, one.version_number))

    def behind(self, one: MLModelAliasRead) -> Count | None:
        """How many versions are newer than that of an assignment; None if it is gone."""
        return self.newer.get(one.version_id or 0)


def _batches(items: Iterable[ItemT]) -> Iterator[list[ItemT]]:
    following = iter(items)
    while batch := list(islice(following, BATCH_LIMIT)):
        yield batch
