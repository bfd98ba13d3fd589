"""Columns that no index is to be searched by."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Unindexed(FunctionElement[Any]):
    """The column's value."""

    name = "unindexed"
    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(_Unindexed)
def _in_sqlite(element: _Unindexed, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


@compiles(_Unindexed, "postgresql")
def _in_postgresql(element: _Unindexed, compiler: Any, **options: Any) -> str:
    """PostgreSQL makes use of all conditions on an index at once."""
    process: str = compiler.process(element.clauses, **options)
    return process


def unindexed(column: Any) -> ColumnElement[Any]:
    """The column, for a condition that SQLite must not begin its search with.

    It begins with one condition only, and with another one it would get there sooner.
    """
    return _Unindexed(column)


def equal_past_indexes(column: Any, value: Any) -> ColumnElement[bool]:
    """The column has the value, as a condition that neither database begins a search with."""
    # PostgreSQL doesn't look this comparison up in an index.
    return unindexed(column).is_not_distinct_from(value)
