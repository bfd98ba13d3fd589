"""What an import leaves out or changes, and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

EXAMPLES: Final = 20
# Few, and people have to do something about each.
_ALL_NAMED: Final = {"aliases"}

Listener = Callable[[str, str, str], None]
"""Gets the kind, the name and the reason of each thing."""


def nobody(_kind: str, _label: str, _why: str) -> None:
    """Doesn't listen."""


@dataclass(slots=True)
class LeftOut:
    """Things of one kind that were left out for one reason; `examples` names the first of them."""

    kind: str
    why: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class LeftOutThings:
    """All that was left out, grouped, so that it stays short however much it is.

    Aliases are all named, of other things the first 20; `listener` gets every single one.
    """

    def __init__(self, listener: Listener = nobody) -> None:
        self._groups: dict[tuple[str, str], LeftOut] = {}
        self._listener = listener

    def add(self, kind: str, label: str, why: str) -> None:
        """One thing that was left out; `why` is a sentence without its name."""
        group = self.add_many(kind, why, 1)
        if kind in _ALL_NAMED or len(group.examples) < EXAMPLES:
            group.examples.append(label)
        self._listener(kind, label, why)

    def add_many(self, kind: str, why: str, count: int) -> LeftOut:
        """Things without names; the group to which they belong."""
        group = self._groups.setdefault((kind, why), LeftOut(kind, why))
        group.count += count
        return group

    def __iter__(self) -> Iterator[LeftOut]:
        """In the order in which they came up."""
        return iter(self._groups.values())
