"""Rows of items that were just deleted; they stay, so that no other row moves under the pointer."""

from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, quote, urlencode

_LONGEST: Final = 1_500
"""The most characters of a URL for names of deleted rows."""


class ItemRow(NamedTuple):
    """A metric, a parameter or a tag; without a value it was just deleted."""

    name: str
    value: Any
    is_gone: bool = False


def gone_tag(item_type: str, names: Sequence[str]) -> str:
    """The names of deleted items as a tag of a message, the last deleted last."""
    return urlencode({item_type: names}, doseq=True)


def carried(names: Sequence[str]) -> tuple[str, ...]:
    """The last names of deleted rows, as many as fit into the URLs of the other rows' buttons."""
    lengths = accumulate(len(quote(name)) + len("&gone=") for name in reversed(names))
    count = sum(length <= _LONGEST for length in lengths)
    return tuple(names[len(names) - count :])


def gone_names(messages: Iterable[Any], item_type: str) -> tuple[str, ...]:
    """Names of deleted items of this type, from the tags of the page's messages."""
    tags = (message.extra_tags or "" for message in messages)
    names = (name for tag in tags for name in parse_qs(tag).get(item_type, ()))
    return tuple(dict.fromkeys(names))


def item_rows(items: Mapping[str, Any], gone: Iterable[str]) -> list[ItemRow]:
    """The items, and among them, by name, those that were just deleted."""
    rows = [ItemRow(name, value) for name, value in items.items()]
    for name in gone:
        if name not in items:
            insort(rows, ItemRow(name, None, is_gone=True), key=lambda row: row.name)
    return rows
