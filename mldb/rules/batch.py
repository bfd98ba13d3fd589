"""Limits of a batch, and names for its members."""

from collections.abc import Hashable, Iterable
from typing import Final

from mldb.errors import RuleViolationError

BATCH_LIMIT: Final = 1_000


def check_batch(size: int) -> None:
    """Refuse a batch that is too large for one transaction.

    Raises:
        RuleViolationError: more than 1,000.
    """
    if size > BATCH_LIMIT:
        raise RuleViolationError(
            f"These are {size:,}, more than the {BATCH_LIMIT:,} that fit into one transaction. "
            "Give them in parts."
        )


def nth(index: int) -> str:
    """The position in a batch for a message, counted from 1."""
    return f"(number {index + 1:,} of those given)"


def first_repeated(keys: Iterable[Hashable]) -> int | None:
    """Index of the first repeated key, or None."""
    seen = set()
    for index, key in enumerate(keys):
        if key in seen:
            return index
        seen.add(key)
    return None
