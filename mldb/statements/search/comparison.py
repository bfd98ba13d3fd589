"""Comparisons of one column."""

import operator
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, true

from mldb.search.like import Like
from mldb.search.nodes import Operand, Operator
from mldb.search.pattern import Pattern
from mldb.statements.search.fold import folded
from mldb.statements.search.like import is_like

_ESCAPE: Final = "\\"
_COMPARE: Final[dict[Operator, Callable[[Any, Any], Any]]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.GREATER: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def compared(column: Any, how: Operator, operand: Operand) -> ColumnElement[bool]:
    """The condition on the column; its values are bound parameters."""
    if how is Operator.EXISTS:
        return true()
    if isinstance(operand, Pattern):
        return matches(column, operand)
    if isinstance(operand, Like):
        return is_like(column, operand)
    if isinstance(operand, str) and how is not Operator.EQUAL:
        column = folded(column)
    condition: ColumnElement[bool] = _COMPARE[how](column, operand)
    return condition


def matches(column: Any, pattern: Pattern) -> ColumnElement[bool]:
    """The column's text fits the pattern."""
    if pattern.exact is not None:
        return folded(column) == pattern.exact
    if not any(pattern.pieces):
        return true()
    return folded(column).like(pattern.like, escape=_ESCAPE)
