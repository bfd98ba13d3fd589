"""Suggestions for searches that can't be read."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from mldb.errors import QuerySyntaxError
from mldb.search.fields import ListType
from mldb.search.foreign import looks_foreign, translated

Read = Callable[[str, ListType], object]
"""Parses a query text; raises QuerySyntaxError if it can't be read."""

FOREIGN: Final = "This looks like a search of MLflow or SQL."
OURS: Final = (
    "Write texts between double quotes, * for any characters, and fields as in metric.auc>0.9, "
    "tag.team:risk, name:fraud-*."
)
_BARE_NAME: Final = re.compile(
    r'\b(metric|param|tag)s?\.(?!["`])([^"`<>=!:]*[\s()][^"`<>=!:]*?)\s*(?=:?(?:[<>]=?|!=|=)|:)',
    re.IGNORECASE,
)
# A quote or a sign may be between the position of an error and the misspelt word.
_BEFORE_WORD: Final = 2
_WORDS_AT_MOST: Final = 10


class MisspeltError(QuerySyntaxError):
    """There is no such word, but `instead` is close to the `typed` one."""

    def __init__(self, message: str, position: int, typed: str, instead: str) -> None:
        super().__init__(message, position)
        self.typed = typed
        self.instead = instead


def with_suggestion(
    text: str, kind: ListType, error: QuerySyntaxError, read: Read
) -> QuerySyntaxError:
    """The error, with the whole search as it was probably meant, if that can be read."""
    if looks_foreign(text):
        query = _readable(translated(text, kind), kind, read)
        message = f"{FOREIGN} Write “{query}”." if query else f"{error} {FOREIGN} {OURS}"
        return QuerySyntaxError(message, error.position, query)
    for query in _quoted_names(text):
        if _readable(query, kind, read):
            sentence = "Put a name with blanks or parentheses between quotes:"
            return QuerySyntaxError(f"{sentence} “{query}”.", error.position, query)
    for query in (translated(text, kind), _all_respelt(text, kind, error, read)):
        if query != text and _readable(query, kind, read):
            return QuerySyntaxError(error.message, error.position, query)
    return QuerySyntaxError(error.message, error.position)


def _quoted_names(text: str) -> Iterator[str]:
    """The search with quotes around names of metrics, parameters and tags that need them."""
    query = _BARE_NAME.sub(_between_quotes, text)
    if query != text:
        yield query


def _between_quotes(match: re.Match[str]) -> str:
    name = match[2].strip()
    return f'{match[1].lower()}."{name}"' if re.search(r"[\s()]", name) else match[0]


def _all_respelt(text: str, kind: ListType, error: QuerySyntaxError, read: Read) -> str | None:
    """The search with every misspelt word corrected, one after the other; None if it fails."""
    for _ in range(_WORDS_AT_MOST):
        respelt = _respelt(text, error)
        if respelt is None:
            return None
        try:
            read(respelt, kind)
        except QuerySyntaxError as further:
            text, error = respelt, further
        else:
            return respelt
    return None


def _respelt(text: str, error: QuerySyntaxError) -> str | None:
    if not isinstance(error, MisspeltError):
        return None
    start = text.find(error.typed, error.position)
    if not 0 <= start - error.position <= _BEFORE_WORD:
        return None
    return text[:start] + error.instead + text[start + len(error.typed) :]


def _readable(query: str | None, kind: ListType, read: Read) -> str | None:
    try:
        return query if query and read(query, kind) else None
    except QuerySyntaxError:
        return None
