"""Output of a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

FoundT = TypeVar("FoundT")

COUNT_LIMIT: Final = 10_000
"""Rows are counted up to this number; nobody needs a more exact one."""


@dataclass(frozen=True, slots=True)
class SearchPage(Generic[FoundT]):
    """Rows in the order of the list, and the cursors of the neighbouring pages; None: no page.

    A cursor belongs to its search and to no user: it can be shared.
    """

    rows: Sequence[FoundT]
    previous_cursor: str | None
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """Number of rows that a search finds; `is_more`: there are more than `number`."""

    number: int
    is_more: bool

    def __str__(self) -> str:
        return f"more than {self.number:,}" if self.is_more else f"{self.number:,}"
