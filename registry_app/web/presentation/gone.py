"""Rows of what was just deleted: they keep their places, so that no other *delete* takes them."""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, quote, urlencode

_LONGEST: Final = 1_500
"""So many characters of an address may tell which rows are gone: their last names."""


class ItemRow(NamedTuple):
    """A metric, a parameter or a tag; without a value it was just deleted."""

    name: str
    value: Any
    is_gone: bool = False


def gone_tag(kind: str, names: Sequence[str]) -> str:
    """What a message carries along about what was deleted, the last ones last."""
    return urlencode({kind: names}, doseq=True)


def carried(names: Sequence[str]) -> tuple[str, ...]:
    """Of the names of deleted rows the last ones, for the addresses of the others' buttons."""
    lengths = accumulate(len(quote(name)) + len("&gone=") for name in reversed(names))
    count = sum(length <= _LONGEST for length in lengths)
    return tuple(names[len(names) - count :])


def gone_names(messages: Iterable[Any], kind: str) -> tuple[str, ...]:
    """Names of this kind that the page's messages tell to be deleted."""
    tags = (message.extra_tags or "" for message in messages)
    names = (name for tag in tags for name in parse_qs(tag).get(kind, ()))
    return tuple(dict.fromkeys(names))


def item_rows(items: Mapping[str, Any], gone: Iterable[str]) -> list[ItemRow]:
    """The items, and among them, by name, those that were just deleted."""
    rows = [ItemRow(name, value) for name, value in items.items()]
    for name in gone:
        if name not in items:
            insort(rows, ItemRow(name, None, is_gone=True), key=lambda row: row.name)
    return rows
