"""Limits of a batch, and names for its members."""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from mldb.errors import MLDBError, NotFoundError, RuleViolationError

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


@contextmanager
def about_item(index: int) -> Iterator[None]:
    """Errors that are raised in the block are about the item with this index."""
    try:
        yield
    except MLDBError as error:
        error.index = index
        raise


@contextmanager
def naming_items() -> Iterator[None]:
    """Errors about an item say so: the message by its number, the field by its index."""
    try:
        yield
    except NotFoundError as error:
        if error.index is None:
            raise
        number = _nth(error.index)
        raise NotFoundError(
            error.entity, error.key, number, error.suggestion, renamed_to=error.renamed_to
        ) from None
    except RuleViolationError as error:
        if error.index is None:
            raise
        message = f"{error.message.removesuffix('.')} {_nth(error.index)}."
        field = str(error.index) if error.field is None else f"{error.index}.{error.field}"
        raise type(error)(message, field) from None


def _nth(index: int) -> str:
    return f"(number {index + 1:,} of those given)"


def first_repeated(keys: Iterable[Hashable]) -> int | None:
    """Index of the first repeated key, or None."""
    seen = set()
    for index, key in enumerate(keys):
        if key in seen:
            return index
        seen.add(key)
    return None
