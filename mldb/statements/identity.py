"""Conditions on ids that a caller gives."""

from typing import Any

from sqlalchemy import ColumnElement

from mldb.values.limits import MAX_ID


def has_id(column: Any, value: int) -> ColumnElement[bool]:
    """The column equals this id; false for a number that no database can hold."""
    condition: ColumnElement[bool] = column == known_id(value)
    return condition


def known_id(value: int) -> int:
    """The id as a statement's parameter: -1, which no row has, if no database can hold it."""
    return value if 0 <= value <= MAX_ID else -1
