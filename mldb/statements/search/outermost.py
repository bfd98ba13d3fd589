"""Joins that begin with the table on their left."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.selectable import Join


class _Outermost(Join):
    """A join that SQLite is not to turn round."""

    inherit_cache = True


@compiles(_Outermost, "sqlite")
def _in_sqlite(element: _Outermost, compiler: Any, **options: Any) -> str:
    """Its cross join is a promise to read the left side first, and takes a condition as well."""
    before, _, behind = compiler.visit_join(element, **options).rpartition(" JOIN ")
    return f"{before} CROSS JOIN {behind}"


def outermost(left: FromClause, right: Any, condition: ColumnElement[bool]) -> FromClause:
    """The rows on the left with those of the table on the right that belong to them.

    SQLite believes of every table that an index leaves few rows of it; here the left side has fewer
    than any index of the right one.
    """
    return _Outermost(left, right, condition)
