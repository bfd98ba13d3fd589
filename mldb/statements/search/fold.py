"""Text without the difference between A and a, alike on every database."""

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Folded(FunctionElement[str]):
    """The text with A to Z in lower case, compared by code point."""

    name = "folded"
    type = String()
    inherit_cache = True


@compiles(Folded)
def _in_sqlite(element: Folded, compiler: Any, **kwargs: Any) -> str:
    """SQLite's own function knows no other letters."""
    return f"lower({compiler.process(element.clauses, **kwargs)})"


@compiles(Folded, "postgresql")
def _in_postgresql(element: Folded, compiler: Any, **kwargs: Any) -> str:
    """PostgreSQL's knows more than SQLite's, unless told by the collation."""
    return f'lower({compiler.process(element.clauses, **kwargs)} COLLATE "C")'


def folded(column: Any) -> ColumnElement[str]:
    """The column's text, folded like `mldb.search.pattern.folded`."""
    return Folded(column)
