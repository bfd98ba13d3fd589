"""The beginning of a text up to a slash, in SQL."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class BeforeSlash(FunctionElement[str]):
    """The text before its first slash, or all of it."""

    name = "before_slash"
    type = String()
    inherit_cache = True


@compiles(BeforeSlash, "sqlite")
def _in_sqlite(element: BeforeSlash, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"substr({text}, 1, instr({text} || '/', '/') - 1)"


@compiles(BeforeSlash, "postgresql")
def _in_postgresql(element: BeforeSlash, compiler: Any, **options: Any) -> str:
    return f"split_part({compiler.process(element.clauses, **options)}, '/', 1)"
