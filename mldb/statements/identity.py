"""Conditions on ids that come from outside."""

from typing import Any

from sqlalchemy import ColumnElement

from mldb.values.limits import MAX_ID


def has_id(column: Any, value: int) -> ColumnElement[bool]:
    """The column holds this id; never true of a number that no database could hold."""
    condition: ColumnElement[bool] = column == known_id(value)
    return condition


def known_id(value: int) -> int:
    """The id as a statement can ask for it: 0, which nothing has, if no database could hold it."""
    return value if 0 < value <= MAX_ID else 0
