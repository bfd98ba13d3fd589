"""Plans the aliases of an import: MLflow's aliases and, if wanted, its stages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from mldb.errors import RuleViolationError
from mldb.transfer.mlflow.left_out import LeftOutGroups
from mldb.transfer.mlflow.wording import why_refused
from mldb.transfer.records import AliasRecord
from mldb.values.names import AliasName
from mldb.values.spelling import alias_key

STAGES: Final = {"Production": "production", "Staging": "staging"}
"""Aliases by the stages that they can replace."""

_TYPE_NAME: Final = AliasRecord.type_name
_SAME: Final = (
    "Another alias of its model has this name here, where upper and lower case are the same: "
    "rename one with --rename-alias OLD=NEW."
)
_OLDER: Final = "An alias points to one version: to the newest one in this stage."
_IS_ALIAS: Final = "Its model has an alias of the stage's name, which points elsewhere."
_RENAMED: Final = "It was renamed as you asked."


class Target(NamedTuple):
    """Name of an alias in Modelbook, its version, and its label in MLflow."""

    name: str
    version: int
    label: str


@dataclass(slots=True)
class AliasPlan:
    """Options for aliases: `renamed` has new names by old ones, `with_stages` adds stages.

    `used` are the old names that occurred; `staged` counts versions by stage.
    """

    left_out: LeftOutGroups
    changed: LeftOutGroups
    renamed: Mapping[str, str] = field(default_factory=dict)
    with_stages: bool = False
    used: set[str] = field(default_factory=set)
    staged: dict[str, int] = field(default_factory=dict)
    _stages: dict[str, dict[str, int]] = field(default_factory=dict)

    def note_stage(self, model: str, version: int, stage: str | None) -> None:
        """Note the stage of a version; called in the order of the versions' numbers."""
        if stage not in STAGES:
            return
        self.staged[stage] = self.staged.get(stage, 0) + 1
        if not self.with_stages:
            return
        stages = self._stages.setdefault(model, {})
        if stage in stages:
            self.left_out.add(_TYPE_NAME, f"{model}/{stages[stage]} {stage}", _OLDER)
        stages[stage] = version

    def targets(self, model: str, aliases: Mapping[str, int]) -> Iterator[Target]:
        """The model's aliases, which differ by more than case."""
        taken: dict[str, Target] = {}
        # If two differ by case, the one in lower case is kept.
        for name in sorted(aliases, key=lambda name: (name != name.lower(), name)):
            target = self._target(name, aliases[name], f"{model} {name}")
            if alias_key(target.name) in taken:
                self.left_out.add(_TYPE_NAME, target.label, _SAME)
                continue
            taken[alias_key(target.name)] = target
            yield target
        for stage, version in self._stages.pop(model, {}).items():
            target = self._target(STAGES[stage], version, f"{model}/{version} {stage}")
            same = taken.get(alias_key(target.name))
            if same is None:
                yield target
            elif same.version != version:
                self.left_out.add(_TYPE_NAME, target.label, _IS_ALIAS)

    def _target(self, name: str, version: int, label: str) -> Target:
        if name not in self.renamed:
            return Target(name, version, label)
        self.used.add(name)
        self.changed.add(_TYPE_NAME, f"{label} to {self.renamed[name]}", _RENAMED)
        return Target(self.renamed[name], version, label)


def check_aliases(names: Iterable[str]) -> None:
    """Refuse names that an alias can't have.

    Raises:
        RuleViolationError: names the first such name and the reason.
    """
    adapter = TypeAdapter(AliasName)
    for name in names:
        try:
            adapter.validate_python(name)
        except ValidationError as error:
            why = why_refused(error)
            raise RuleViolationError(f"No alias can be called {name!r}. {why}") from None
