"""What a move of an alias would change: the version in use, and the one that would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from mldb.errors import NotFoundError
from mldb.schemas import (
    MetricGoal,
    MLModelAliasRead,
    MLModelRead,
    MLModelVersionRead,
    VersionStanding,
)
from mldb.values.enums import VersionStatus
from mldb.values.limits import PAGE_SIZE_LIMIT
from mldb.values.spelling import alias_key
from registry_app.core.registry import Registry

_NEWEST: Final = 8
_NAMES: Final = 200


@dataclass(frozen=True)
class Promotion:
    """A model's aliases and newest versions, and the move that was typed so far.

    `typed` is the name as it was typed; `current` the alias's assignment, None if it points
    nowhere. `version` is None if the number is none of a live version. `values` are those of the
    primary metric, by version number; `standing` is that of `version`.
    """

    model: MLModelRead
    aliases: Sequence[MLModelAliasRead]
    newest: Sequence[MLModelVersionRead]
    names: Sequence[str]
    values: dict[int, float]
    typed: str
    number: int | None
    current: MLModelAliasRead | None
    version: MLModelVersionRead | None
    standing: VersionStanding | None

    @classmethod
    def of(cls, registry: Registry, model_name: str, alias: str, number_text: str) -> Self:
        """The model now, and the move of this alias to this version.

        Raises:
            NotFoundError: there is no such model.
        """
        model = registry.models.get_by_name(model_name)
        aliases = registry.aliases.get_all(model_name, limit=PAGE_SIZE_LIMIT)
        newest = registry.versions.search(model_name=model_name, limit=_NEWEST).rows
        typed, number = alias.strip(), _number(number_text)
        current = next((one for one in aliases if alias_key(one.name) == alias_key(typed)), None)
        version = _version(registry, model_name, number)
        standing = registry.standings.of_version(model_name, number) if version and number else None
        values = _values(registry, model, [*aliases, *newest, *([version] if version else [])])
        names = _names(aliases, registry.item_names.get_aliases())
        return cls(model, aliases, newest, names, values, typed, number, current, version, standing)

    @property
    def goal(self) -> MetricGoal:
        """How the values are judged."""
        return MetricGoal(self.model.primary_metric_goal)

    @property
    def change(self) -> tuple[float, float] | None:
        """The value now and the value after the move; None if one is missing, or both are one."""
        if self.current is None or self.version is None or self.is_unchanged:
            return None
        before = self.values.get(self.current.version_number)
        after = self.values.get(self.version.number)
        return None if before is None or after is None else (before, after)

    @property
    def is_unchanged(self) -> bool:
        """Whether the alias points there already."""
        return self.current is not None and self.current.version_number == self.number

    @property
    def is_older(self) -> bool:
        """Whether the alias would go back to a version with a lower number."""
        if self.current is None or self.version is None:
            return False
        return self.version.number < self.current.version_number

    @property
    def is_other_spelling(self) -> bool:
        """Whether the alias exists with other capital letters."""
        return self.current is not None and self.current.name != self.typed

    @property
    def unready(self) -> str | None:
        """The status of the version if it is not ready."""
        if self.version is None or self.version.status is VersionStatus.READY:
            return None
        return self.version.status.value

    def aliases_of(self, number: int) -> list[str]:
        """The aliases that point to this version."""
        return [one.name for one in self.aliases if one.version_number == number]


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None  # noqa: PLR2004  # as in the schema


def _version(registry: Registry, model_name: str, number: int | None) -> MLModelVersionRead | None:
    if number is None:
        return None
    try:
        return registry.versions.get_by_number(model_name, number)
    except NotFoundError:
        return None


def _values(
    registry: Registry,
    model: MLModelRead,
    shown: Sequence[MLModelAliasRead | MLModelVersionRead],
) -> dict[int, float]:
    if model.primary_metric is None:
        return {}
    numbers = {
        one.number if isinstance(one, MLModelVersionRead) else one.version_number for one in shown
    }
    pairs = [(model.name, number) for number in sorted(numbers)[-PAGE_SIZE_LIMIT:]]
    found = registry.standings.values(pairs)
    return {number: value for (_, number), value in found.items()}


def _names(aliases: Sequence[MLModelAliasRead], others: Sequence[str]) -> list[str]:
    """The model's own aliases first, each once whatever its case."""
    names: dict[str, str] = {}
    for name in (*(one.name for one in aliases), *others):
        names.setdefault(alias_key(name), name)
    return list(names.values())[:_NAMES]
