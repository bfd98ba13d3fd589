"""The models in use, and how good the versions are that aliases point to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from mldb.schemas import (
    InUse,
    MetricGoal,
    MLModelAliasRead,
    MLModelVersionRead,
    ModelInUse,
    ModelStanding,
)
from mldb.values.names import CHAMPION
from registry_app.core.registry import Registry

_NO_GOAL = MetricGoal()


@dataclass(frozen=True)
class Used:
    """A model in use: its champion, or else the alias that moved last, and the others.

    `value` is that of the version it points to, `base` that of the champion before.
    """

    model_name: str
    main: MLModelAliasRead
    others: Sequence[MLModelAliasRead]
    standing: ModelStanding | None
    value: float | None
    base: float | None

    @property
    def goal(self) -> MetricGoal:
        """How the value is judged."""
        return self.standing.goal if self.standing else _NO_GOAL

    @property
    def is_champion(self) -> bool:
        """Whether the main alias is the champion."""
        return self.main.name == CHAMPION

    @property
    def behind(self) -> int:
        """How many versions are newer than the champion."""
        return self.standing.behind if self.standing and self.is_champion else 0


@dataclass(frozen=True)
class Shown:
    """The rows of the start page, and the values of its newest versions by model and number."""

    used: Sequence[Used]
    standings: dict[str, ModelStanding]
    values: dict[tuple[str, int], float]

    @classmethod
    def of(cls, registry: Registry, in_use: InUse, newest: Sequence[MLModelVersionRead]) -> Self:
        """The models in use and the newest versions with their values."""
        mains = {one.model_name: _main(one) for one in in_use.models}
        names = dict.fromkeys([*mains, *(version.model_name for version in newest)])
        standings = registry.standings.of_models(list(names))
        pairs = [
            *((name, main.version_number) for name, main in mains.items() if main.name != CHAMPION),
            *((version.model_name, version.number) for version in newest),
        ]
        wanted = list(dict.fromkeys(pair for pair in pairs if pair[0] in standings))
        values = registry.standings.values(wanted) if wanted else {}
        used = [_used(one, mains[one.model_name], standings, values) for one in in_use.models]
        return cls(used, standings, values)

    def value(self, version: MLModelVersionRead) -> float | None:
        """The primary metric of one of the newest versions."""
        return self.values.get((version.model_name, version.number))

    def champion_value(self, version: MLModelVersionRead) -> float | None:
        """That of the champion of its model, unless it is this version."""
        standing = self.standings.get(version.model_name)
        champion = standing.champion if standing else None
        return champion.value if champion and champion.number != version.number else None

    def goal(self, version: MLModelVersionRead) -> MetricGoal:
        """How its value is judged."""
        standing = self.standings.get(version.model_name)
        return standing.goal if standing else _NO_GOAL


def _main(one: ModelInUse) -> MLModelAliasRead:
    champions = [alias for alias in one.assignments if alias.name == CHAMPION]
    return (champions or one.assignments)[0]


def _used(
    one: ModelInUse,
    main: MLModelAliasRead,
    standings: dict[str, ModelStanding],
    values: dict[tuple[str, int], float],
) -> Used:
    standing = standings.get(one.model_name)
    others = [alias for alias in one.assignments if alias is not main]
    if standing is None or main.name != CHAMPION:
        value = values.get((one.model_name, main.version_number))
        return Used(one.model_name, main, others, standing, value, None)
    before = standing.previous_champion
    value = standing.champion.value if standing.champion else None
    return Used(one.model_name, main, others, standing, value, before.value if before else None)
