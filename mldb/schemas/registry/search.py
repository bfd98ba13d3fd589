"""What a search gives back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

FoundT = TypeVar("FoundT")

COUNT_LIMIT: Final = 10_000
"""Up to here rows are counted; nobody needs to know it more exactly."""


@dataclass(frozen=True, slots=True)
class SearchPage(Generic[FoundT]):
    """Rows in the order of the list, and the cursors of the pages beside; None: there is none.

    A cursor belongs to the search it came from and to nobody in particular: it can be shared.
    """

    rows: Sequence[FoundT]
    previous_cursor: str | None
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a search finds, or that there are more than `number`."""

    number: int
    is_more: bool

    def __str__(self) -> str:
        return f"more than {self.number:,}" if self.is_more else f"{self.number:,}"
