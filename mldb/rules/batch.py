"""Bounds of what is done at once, and names for its items."""

from collections.abc import Hashable, Iterable
from typing import Final

from mldb.errors import RuleViolationError

BATCH_LIMIT: Final = 1_000


def check_batch(size: int) -> None:
    """Refuse more than fits into one transaction.

    Raises:
        RuleViolationError: more than 1,000.
    """
    if size > BATCH_LIMIT:
        raise RuleViolationError(
            f"These are {size:,}, more than the {BATCH_LIMIT:,} that fit into one transaction. "
            "Give them in parts."
        )


def nth(index: int) -> str:
    """How people name the item, counted from 1."""
    return f"(number {index + 1:,} of those given)"


def first_repeated(keys: Iterable[Hashable]) -> int | None:
    """Index of the first key that was there before, or None."""
    seen = set()
    for index, key in enumerate(keys):
        if key in seen:
            return index
        seen.add(key)
    return None
