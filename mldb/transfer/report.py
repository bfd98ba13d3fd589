"""What an import did, or would do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mldb.transfer.records import KINDS

CONFLICTS_TOLD: Final = 20

Progress = Callable[[str, int], None]
"""Is told from time to time which kind of thing is at work and how many of it are done."""


def silent(_kind: str, _done: int) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Tally:
    """How many records of one kind were new, there already, or in conflict with what is there.

    `left_out` counts those that belong to something in conflict.
    """

    new: int = 0
    there: int = 0
    conflicts: int = 0
    left_out: int = 0

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """All four, in the order of a report."""
        return self.new, self.there, self.conflicts, self.left_out


@dataclass(slots=True)
class ImportReport:
    """What an import did, or would do.

    `conflicts` holds sentences about the first 20; `explained` counts the audit events that the
    import wrote of its own, about things that no event of the import tells of.
    """

    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    conflicts: list[str] = field(default_factory=list)
    explained: int = 0

    def add_conflict(self, kind: str, sentence: str) -> None:
        """Count one more, and keep its sentence if it is among the first."""
        self.tallies[kind].conflicts += 1
        if len(self.conflicts) < CONFLICTS_TOLD:
            self.conflicts.append(sentence)

    @property
    def new_count(self) -> int:
        """How many records were new."""
        return sum(tally.new for tally in self.tallies.values())

    @property
    def conflict_count(self) -> int:
        """How many records were in conflict."""
        return sum(tally.conflicts for tally in self.tallies.values())

    @property
    def conflict_lines(self) -> list[str]:
        """The first conflicts as a list, and how many more there are."""
        lines = [f"- {sentence}" for sentence in self.conflicts]
        if self.conflict_count > len(lines):
            lines.append(f"and {self.conflict_count - len(lines):,} more.")
        return lines

    @property
    def refusal(self) -> str:
        """Why nothing was imported."""
        count = self.conflict_count
        differ = "One thing differs" if count == 1 else f"{count:,} things differ"
        told = f"{differ} from what is here; nothing was imported."
        return "\n".join([told, *self.conflict_lines])
