"""The grammar of filters: comparisons joined by AND."""

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR: Final = r"""
start: comparison (_AND comparison)*

?comparison: key SIGN value          -> compared
           | key LIKE STRING         -> liked
           | key _IN list            -> among
           | key _NOT _IN list       -> not_among
           | key _IS _NULL           -> missing
           | key _IS _NOT _NULL      -> present

key: KEY
value: NUMBER | STRING
list: "(" STRING ("," STRING)* ","? ")"

SIGN: /<=|>=|!=|<>|==?|<|>/
LIKE.4: /I?LIKE(?=[\s'"])/i
STRING.2: /'(?:[^']|'')*'|"[^"]*"/
NUMBER.3: /[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?(?![\w.])/i
KEY: /(?:[\w.\/:-]|`[^`]*`|"[^"]*")+/
_AND.4: /AND(?=[\s`"])/i
_IN.4: /IN(?=[\s(])/i
_NOT.4: /NOT(?=\s)/i
_IS.4: /IS(?=\s)/i
_NULL.4: /NULL(?![\w.])/i

%ignore /\s+/
"""


@cache
def grammar() -> "Lark":
    """The parser, built at first use: importing mldb must not cost it."""
    from lark import Lark  # noqa: PLC0415  # see above

    return Lark(GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)
