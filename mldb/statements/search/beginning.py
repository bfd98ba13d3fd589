"""Texts by the beginning that an index has of them: see `mldb.search.pattern.start_of`."""

from typing import Any, Final

from sqlalchemy import ColumnElement

from mldb.search.nodes import Operand
from mldb.search.pattern import Pattern
from mldb.statements.search.comparison import matches
from mldb.values.limits import INDEXED_LENGTH

_LAST: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


def begins(start: Any, text: Any, operand: Operand) -> ColumnElement[bool] | None:
    """The text fits, as a condition on the column of beginnings; None: that is no help."""
    if not isinstance(operand, Pattern) or operand.anywhere:
        return None
    beginning = operand.pieces[0][:INDEXED_LENGTH]
    if operand.exact is not None:
        found: ColumnElement[bool] = start == beginning
        is_enough = len(beginning) < INDEXED_LENGTH
    elif beginning:
        found = start >= beginning
        end = behind(beginning)
        if end:
            found &= start < end
        is_enough = operand.pieces == (beginning, "")
    else:
        return None
    return found if is_enough else found & matches(text, operand)


def behind(beginning: str) -> str:
    """The first text behind all with this beginning, by code point; empty: there is none."""
    beginning = beginning.rstrip(chr(_LAST))
    if not beginning:
        return ""
    following = ord(beginning[-1]) + 1
    # No text has one of these.
    return beginning[:-1] + chr(_SURROGATES.stop if following in _SURROGATES else following)
