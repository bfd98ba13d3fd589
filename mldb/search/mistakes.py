"""Messages for texts that the grammar can't read."""

from typing import TYPE_CHECKING

from mldb.errors import QuerySyntaxError

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput

_QUOTES = 'Put text between quotes to search for it literally: "…".'

_SENTENCES = {
    ")": "Something is missing before this parenthesis.",
    "-": "Write a minus directly before the term that it excludes. " + _QUOTES,
    ":<>=!": "The name of a field is missing before this. " + _QUOTES,
}


def syntax_error(text: str, error: "UnexpectedInput") -> QuerySyntaxError:
    """The error with a message for people and the position of the mistake."""
    token = getattr(error, "token", None)
    if token is not None and token.type == "$END":
        return QuerySyntaxError(_at_end(error), len(text))
    if token is not None and token.type in {"_AND", "_OR"}:
        sentence = f"Something to search for is missing before “{token}”. {_QUOTES}"
        return QuerySyntaxError(sentence, token.start_pos)
    position: int = error.pos_in_stream  # type: ignore[assignment]  # None only in errors that the parser doesn't raise here
    return QuerySyntaxError(_at(text[position : position + 1], error), position)


def _at_end(error: "UnexpectedInput") -> str:
    if _wants_value(error):
        return "A value is missing here."
    if _is_complete(error):
        return "A closing parenthesis is missing here."
    return "Something to search for is missing here. " + _QUOTES


def _at(character: str, error: "UnexpectedInput") -> str:
    if character == '"':
        return "This quotation mark is never closed."
    if _wants_value(error):
        return "A value is missing before this. " + _QUOTES
    if character == ")" and _is_complete(error):
        return "This parenthesis closes nothing."
    for characters, sentence in _SENTENCES.items():
        if character in characters:
            return sentence
    return "This can't be read. " + _QUOTES


def _expected(error: "UnexpectedInput") -> set[str]:
    return set(getattr(error, "expected", None) or getattr(error, "allowed", None) or ())


def _wants_value(error: "UnexpectedInput") -> bool:
    return "VALUE" in _expected(error)


def _is_complete(error: "UnexpectedInput") -> bool:
    """Whether the text before the mistake could be a whole expression."""
    return bool(_expected(error) & {"RPAR", "$END", "_OR"})
