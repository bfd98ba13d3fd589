"""Differences of neighbouring whole numbers, all of a column at once."""

import sys
from array import array
from typing import Any, Final

_WORD_BITS: Final = 64
_SIGN_BYTES: Final = bytes(7) + b"\x80"


def words_of(column: "array[Any]") -> bytes:
    """The entries of eight bytes, little-endian."""
    if sys.byteorder == "big":  # pragma: no cover  # no machine that runs the tests is
        column = column[:]
        column.byteswap()
    return column.tobytes()


def differences(column: "array[int]") -> bytes | None:
    """The first entry and the difference of each further one from its predecessor, little-endian.

    None: a difference needs more than 64 bits.

    The column is one long number with a digit of 64 bits per entry, from which the column moved by
    one entry is subtracted: Python does that ten times as fast as a loop. Digits keep apart,
    because the highest bit of each, its sign, is set before the subtraction and put right after it.
    """
    size = len(column) * 8
    signs = int.from_bytes(_SIGN_BYTES * len(column), "little")
    without_signs = signs ^ ((1 << size * 8) - 1)
    entries = int.from_bytes(words_of(column), "little")
    predecessors = (entries << _WORD_BITS) & (signs | without_signs)
    unlike = (entries ^ predecessors) & signs
    result = ((entries | signs) - (predecessors & without_signs)) ^ unlike ^ signs
    # Only numbers of unlike sign can be too far apart; then the result has the wrong sign.
    if unlike & (entries ^ result):
        return None
    return result.to_bytes(size, "little")
