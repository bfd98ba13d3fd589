"""The grammar of the query language."""

from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR: Final = r"""
start: expression?

?expression: conjunction
           | conjunction (_OR conjunction)+    -> any_of
?conjunction: negation
            | negation (_AND? negation)+       -> all_of
?negation: term
         | _NOT negation                       -> none_of
?term: "(" expression ")"
     | comparison
     | (WORD | STRING)                         -> words
comparison: FIELD OPERATOR (VALUE | STRING)

// A name right before an operator, and perhaps a quoted key: metric."val loss"
FIELD.3: /(?![-])(?:[^\s()":<>=!]|!(?!=))+(?:(?<=\.)"(?:\\.|[^"\\])*")?(?=\s*(?:[:<>=]|!=))/s
OPERATOR: /:?(?:[<>]=?|!?=)|:/
VALUE: /[^\s()"]+/
STRING: /"(?:\\.|[^"\\])*"/s

// Keywords of the language only as whole words.
_AND.2: /and(?![^\s()"])/i
_OR.2: /or(?![^\s()"])/i
_NOT.2: /not(?![^\s()"])|-(?=[^\s)])/i
WORD: /(?![-]|(?:and|or|not)(?![^\s()"]))(?:[^\s()":<>=!]|!(?!=))+/i

%ignore /\s+/
"""


@cache
def grammar() -> "Lark":
    """The parser, built at first use: importing mldb must not cost it."""
    from lark import Lark  # noqa: PLC0415  # see above

    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)
