"""Patterns of SQL that tell upper from lower case, alike on every database."""

from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from mldb.search.like import Like
from mldb.statements.search.fold import folded

_ESCAPE: Final = "\\"


class _Glob(FunctionElement[bool]):
    """The text and two patterns, of which each database uses its own."""

    name = "case_sensitive_like"
    type = Boolean()
    inherit_cache = True


@compiles(_Glob)
def _in_sqlite(element: Any, compiler: Any, **kwargs: Any) -> str:
    text, glob, _ = element.clauses
    return f"({compiler.process(text, **kwargs)} GLOB {compiler.process(glob, **kwargs)})"


@compiles(_Glob, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    text, _, like = element.clauses
    return f"({compiler.process(text, **kwargs)} LIKE {compiler.process(like, **kwargs)})"


def is_like(column: Any, pattern: Like) -> ColumnElement[bool]:
    """The column's text fits the pattern."""
    if pattern.is_folded:
        return folded(column).like(pattern.like, escape=_ESCAPE)
    return _Glob(column, literal(pattern.glob), literal(pattern.like))
