"""Cursors: positions in a list as short texts for URLs.

A cursor encodes where a page begins, by the keys of the neighbouring row. It contains nothing about
the user, so that a link works for a colleague as well. It belongs to one list: a digest ties it to
the search and the order. The digest is no signature; a forged cursor gets another page of a list
that its user may read anyway.
"""

import json
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, Final

from mldb.errors import RuleViolationError
from mldb.values.limits import ARTIFACT_PATH_LENGTH, MAX_ID
from mldb.values.texts import is_storable

START: Final = "start"
"""The cursor of the first page, like None."""
END: Final = "end"
"""The cursor of the last page."""

KeyType = type[str] | type[int] | type[float] | type[datetime]

_DIGEST_BYTES: Final = 6
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# The longest is a path and a character behind it.
_KEY_LENGTH: Final = ARTIFACT_PATH_LENGTH + 1
_LENGTH_LIMIT: Final = 4_000


@dataclass(frozen=True, slots=True)
class Position:
    """The gap after or before the row with these keys; without keys, an end of the list.

    A page reads on from there, `is_backwards` or forwards. `stretch` is the part of the list.
    """

    is_backwards: bool
    stretch: int = 0
    keys: tuple[Any, ...] | None = None


def encode(position: Position, list_name: str) -> str:
    """The cursor for a position in the list of this name."""
    if position.keys is None:
        return END if position.is_backwards else START
    keys = [_plain(key) for key in position.keys]
    payload = json.dumps(
        [int(position.is_backwards), position.stretch, *keys],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return urlsafe_b64encode(_digest(payload, list_name) + payload).rstrip(b"=").decode()


def decode(
    cursor: str | None, list_name: str, stretches: tuple[tuple[KeyType, ...], ...]
) -> Position:
    """The position that a cursor encodes.

    Args:
        cursor: one that came with a page, `START`, `END` or None.
        list_name: the identity of the list.
        stretches: the types of the keys, for each stretch of the list.

    Raises:
        RuleViolationError: the cursor belongs to another list, or was changed.
    """
    if cursor is None or cursor == START:
        return Position(is_backwards=False)
    if cursor == END:
        return Position(is_backwards=True)
    try:
        is_backwards, stretch, *keys = _payload(cursor, list_name)
        typed = zip(keys, stretches[_index(stretch, len(stretches))], strict=True)
        return Position(
            bool(_index(is_backwards, 2)),
            stretch,
            tuple(_key(key, key_type) for key, key_type in typed),
        )
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise RuleViolationError(
            "This page belongs to another search or its URL was changed. Go to the first page.",
            "cursor",
        ) from None


def _payload(cursor: str, list_name: str) -> Any:
    if len(cursor) > _LENGTH_LIMIT:
        raise ValueError(cursor)
    padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
    decoded = urlsafe_b64decode(padded)
    digest, payload = decoded[:_DIGEST_BYTES], decoded[_DIGEST_BYTES:]
    if digest != _digest(payload, list_name):
        raise ValueError(cursor)
    return json.loads(payload)


def _digest(payload: bytes, list_name: str) -> bytes:
    name = list_name.encode(errors="surrogatepass")
    return blake2b(name + b"\0" + payload, digest_size=_DIGEST_BYTES).digest()


def _plain(key: Any) -> Any:
    if isinstance(key, datetime):
        return (key - _EPOCH) // timedelta(microseconds=1)
    return key


def _key(key: Any, key_type: KeyType) -> Any:
    if key_type is datetime:
        return _EPOCH + timedelta(microseconds=_checked(key, int))
    return _checked(key, key_type)


def _checked(key: Any, key_type: KeyType) -> Any:
    """The key, if a row could have it."""
    if type(key) is not key_type:
        raise TypeError(key)
    if isinstance(key, str) and not (is_storable(key) and len(key) <= _KEY_LENGTH):
        raise ValueError(key)
    if isinstance(key, float) and math.isnan(key):
        raise ValueError(key)
    if isinstance(key, int) and abs(key) > MAX_ID:
        raise ValueError(key)
    return key


def _index(value: Any, length: int) -> int:
    if type(value) is not int or not 0 <= value < length:
        raise ValueError(value)
    return value
