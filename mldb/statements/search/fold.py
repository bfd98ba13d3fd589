"""Text without the difference between upper and lower case, alike on every database."""

from typing import Any, Final

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from mldb.database.folding import FOLDED, HAS_ICU

# ICU's rules are those of Python: special cases (ß and SS) included, and of no language.
_ICU: Final = 'COLLATE "und-x-icu"'


class Folded(FunctionElement[str]):
    """The text folded like `mldb.search.pattern.folded`, compared by code point."""

    name = "folded"
    type = String()
    inherit_cache = True


@compiles(Folded)
def _in_sqlite(element: Folded, compiler: Any, **kwargs: Any) -> str:
    """SQLite's own function knows A to Z only: its connections have ours."""
    return f"{FOLDED}({compiler.process(element.clauses, **kwargs)})"


@compiles(Folded, "postgresql")
def _in_postgresql(element: Folded, compiler: Any, **kwargs: Any) -> str:
    """By code point, as the collation says; plain ASCII needs no rules of Unicode."""
    text = compiler.process(element.clauses, **kwargs)
    ascii_only = f'lower({text} COLLATE "C")'
    if not getattr(compiler.dialect, HAS_ICU, True):
        return ascii_only
    lower = f"lower(upper({text} {_ICU}) {_ICU})"
    composed = f"normalize(replace({lower}, 'ς', 'σ'), NFC)"  # noqa: RUF001  # Greek letters
    return (
        f"(CASE WHEN octet_length({text}) = length({text}) THEN {ascii_only} "
        f'ELSE {composed} COLLATE "C" END COLLATE "C")'
    )


def folded(column: Any) -> ColumnElement[str]:
    """The column's text, folded like `mldb.search.pattern.folded`."""
    return Folded(column)
