"""The report of an import."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mldb.transfer.records import RECORD_TYPES

CONFLICTS_SHOWN: Final = 20

Progress = Callable[[str, int], None]
"""Gets the name of the current record type and the number of records done, now and then."""


def silent(_type_name: str, _done: int) -> None:
    """Ignore progress."""


@dataclass(slots=True)
class Tally:
    """Numbers of records of one type: new, existing, in conflict, left out.

    A record is left out if its owner is in conflict.
    """

    new: int = 0
    there: int = 0
    conflicts: int = 0
    left_out: int = 0

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """The four numbers, in the order of a report."""
        return self.new, self.there, self.conflicts, self.left_out


@dataclass(slots=True)
class ImportReport:
    """Results of an import or a dry run.

    `conflicts` holds sentences about the first 20; `explained` counts the audit events that the
    import itself wrote, for rows that none of its event records mention. `without_content` counts
    the artifacts left out because their bytes are neither here nor in the import.
    """

    tallies: dict[str, Tally] = field(
        default_factory=lambda: {type_name: Tally() for type_name in RECORD_TYPES}
    )
    conflicts: list[str] = field(default_factory=list)
    explained: int = 0
    without_content: int = 0

    def add_conflict(self, type_name: str, sentence: str) -> None:
        """Count a conflict, and keep its sentence if it is among the first 20."""
        self.tallies[type_name].conflicts += 1
        if len(self.conflicts) < CONFLICTS_SHOWN:
            self.conflicts.append(sentence)

    @property
    def new_count(self) -> int:
        """Number of new records."""
        return sum(tally.new for tally in self.tallies.values())

    @property
    def conflict_count(self) -> int:
        """Number of records in conflict."""
        return sum(tally.conflicts for tally in self.tallies.values())

    @property
    def conflict_lines(self) -> list[str]:
        """The first conflicts as list lines, and the number of the others."""
        lines = [f"- {sentence}" for sentence in self.conflicts]
        if self.conflict_count > len(lines):
            lines.append(f"and {self.conflict_count - len(lines):,} more.")
        return lines

    @property
    def refusal(self) -> str:
        """The message of an import that conflicts stopped."""
        count = self.conflict_count
        differ = "One record differs" if count == 1 else f"{count:,} records differ"
        message = f"{differ} from this registry; nothing was imported."
        return "\n".join([message, *self.conflict_lines])
