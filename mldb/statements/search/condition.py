"""Conditions of any list."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, not_, or_, true

from mldb.search.nodes import And, Comparison, Condition, Not, Or, Words

Leaf = Callable[[Words | Comparison], ColumnElement[bool]]
"""SQL of a condition that holds no other; never NULL, so that its opposite is right too."""


def sql_of(condition: Condition, leaf: Leaf) -> ColumnElement[bool]:
    """The condition in SQL."""
    match condition:
        case And(parts):
            return and_(true(), *(sql_of(part, leaf) for part in parts))
        case Or(parts):
            return or_(false(), *(sql_of(part, leaf) for part in parts))
        case Not(part):
            return not_(sql_of(part, leaf))
        case _:
            return leaf(condition)
