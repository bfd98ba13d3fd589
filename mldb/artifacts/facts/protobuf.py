"""The fields of a protobuf message, read from a file by ranges.

The encoding is described at https://protobuf.dev/programming-guides/encoding/.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from mldb.artifacts.facts.ranges import BoundReachedError, UnreadableError, Window

FIELDS_LIMIT: Final = 200_000
"""Fields of a whole file that are looked at."""
TEXT_LIMIT: Final = 500
"""Bytes of a text that are read; the rest is cut off."""
_VARINT, _FIXED64, _LENGTH, _FIXED32 = 0, 1, 2, 5
_VARINT_BYTES: Final = 10
_SIGN: Final = 2**63


class Field(NamedTuple):
    """A field: a number as `value`, or content from `start` to `end`."""

    number: int
    value: int
    start: int
    end: int

    @property
    def has_content(self) -> bool:
        """Whether it is a text, bytes or a message."""
        return self.start >= 0


class Message:
    """Messages of one file, whose fields are counted all together."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._left = FIELDS_LIMIT

    def fields(self, start: int, end: int) -> Iterator[Field]:
        """The fields between two positions, in their order; their content is not read.

        Raises:
            UnreadableError: it is no protobuf message.
            BoundReachedError: the file has more fields than are looked at.
        """
        at = start
        while at < end:
            if not self._left:
                raise BoundReachedError
            self._left -= 1
            key, at = self._varint(at)
            field = self._field(key >> 3, key & 7, at)
            at = field.end
            if at > end:
                raise UnreadableError("A part of it is longer than the whole.")
            yield field

    def text(self, field: Field) -> str:
        """The content as a text, cut off after `TEXT_LIMIT` bytes."""
        end = min(field.end, field.start + TEXT_LIMIT)
        text = self._window.read(field.start, end).decode(errors="replace")
        return text if end == field.end else f"{text}…"

    def numbers(self, field: Field) -> list[int]:
        """The values of a repeated number: one, or several packed into one field."""
        if not field.has_content:
            return [signed(field.value)]
        values: list[int] = []
        at = field.start
        while at < field.end and len(values) < TEXT_LIMIT:
            value, at = self._varint(at)
            values.append(signed(value))
        return values

    def _field(self, number: int, wire_type: int, at: int) -> Field:
        if wire_type == _VARINT:
            value, end = self._varint(at)
            return Field(number, value, -1, end)
        if wire_type == _LENGTH:
            length, start = self._varint(at)
            return Field(number, 0, start, start + length)
        if wire_type in {_FIXED64, _FIXED32}:
            return Field(number, 0, -1, at + (8 if wire_type == _FIXED64 else 4))
        raise UnreadableError("It has a part of an unknown type.")

    def _varint(self, at: int) -> tuple[int, int]:
        """The number at a position, and the position after it."""
        value = 0
        for index in range(_VARINT_BYTES):
            byte = self._window.byte(at + index)
            value |= (byte & 0x7F) << (7 * index)
            if byte < 0x80:  # noqa: PLR2004  # the last byte of a number
                return value, at + index + 1
        raise UnreadableError("It has a number that does not end.")


def signed(value: int) -> int:
    """A varint as a signed number of 64 bits."""
    value &= 2 * _SIGN - 1
    return value - 2 * _SIGN if value >= _SIGN else value
