"""Collects the entities and items that an import leaves out or changes, with reasons."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

EXAMPLES: Final = 20
# There are few of them, and each needs an action by a person.
_ALL_NAMED: Final = {"aliases"}

Listener = Callable[[str, str, str], None]
"""Gets the entity type, the name and the reason."""


def nobody(_entity_type: str, _label: str, _why: str) -> None:
    """Ignore what is left out."""


@dataclass(slots=True)
class LeftOut:
    """Entities of one type left out for one reason; `examples` has their first names."""

    entity_type: str
    why: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class LeftOutGroups:
    """Everything left out, grouped by entity type and reason.

    A group names all aliases, and the first 20 of other entities; `listener` gets each one.
    """

    def __init__(self, listener: Listener = nobody) -> None:
        self._groups: dict[tuple[str, str], LeftOut] = {}
        self._listener = listener

    def add(self, entity_type: str, label: str, why: str) -> None:
        """Add one entity or item; `why` is a sentence without its name."""
        group = self.add_many(entity_type, why, 1)
        if entity_type in _ALL_NAMED or len(group.examples) < EXAMPLES:
            group.examples.append(label)
        self._listener(entity_type, label, why)

    def add_many(self, entity_type: str, why: str, count: int) -> LeftOut:
        """Add to the count of a group, without names; returns the group."""
        group = self._groups.setdefault((entity_type, why), LeftOut(entity_type, why))
        group.count += count
        return group

    def __iter__(self) -> Iterator[LeftOut]:
        """Groups in the order of their first entity."""
        return iter(self._groups.values())
