"""What an import leaves out, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

EXAMPLES: Final = 3


@dataclass(slots=True)
class LeftOut:
    """Things of one kind that were left out for one reason; `examples` names the first of them."""

    kind: str
    why: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class LeftOutThings:
    """All that was left out, grouped, so that it stays short however much it is."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], LeftOut] = {}

    def add(self, kind: str, label: str, why: str, count: int = 1) -> None:
        """Count things that were left out; `why` is a sentence without their names."""
        group = self._groups.setdefault((kind, why), LeftOut(kind, why))
        group.count += count
        if len(group.examples) < EXAMPLES:
            group.examples.append(label)

    def __iter__(self) -> Iterator[LeftOut]:
        """In the order in which they came up."""
        return iter(self._groups.values())
