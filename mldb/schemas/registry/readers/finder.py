"""What a search of everything finds by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class FoundType(StrEnum):
    """The type of something that has a name."""

    MODEL = "model"
    VERSION = "version"
    ALIAS = "alias"
    EXPERIMENT = "experiment"
    RUN = "run"
    VIEW = "view"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class FoundByName:
    """Something with a name; `key` is the part of its URL, `note` tells those of one name apart.

    The key is a model's name, the public id of a run, the id of an experiment or a view, or a
    username. A version and the target of an alias also have a number.
    """

    type: FoundType
    name: str
    key: str
    note: str = ""
    status: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class FoundNames:
    """The likeliest by type; `newest` says of which types only so many of the newest are known."""

    found: Sequence[FoundByName]
    newest: Mapping[FoundType, int] = field(default_factory=dict)

    def of_type(self, wanted: FoundType) -> list[FoundByName]:
        """Those of one type, the likeliest first."""
        return [one for one in self.found if one.type is wanted]
