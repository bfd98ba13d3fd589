"""Advice on valid searches that find nothing, or something else than was meant."""

import re
from dataclasses import dataclass

from mldb.errors import QuerySyntaxError
from mldb.search.corrections import FOREIGN, OURS
from mldb.search.fields import ListType
from mldb.search.foreign import looks_foreign, translated
from mldb.search.parser import parse
from mldb.search.quoting import quoted


@dataclass(frozen=True, slots=True)
class Advice:
    """A sentence for people, and the search to try instead; None: there is no suggestion."""

    message: str
    query: str | None = None


def advice_on_language(text: str, kind: ListType) -> Advice | None:
    """Advice with a translation, if the search looks like MLflow's or SQL's; else None."""
    if not looks_foreign(text):
        return None
    query = _readable(translated(text, kind), kind)
    if query == text.strip():
        return None
    return Advice(FOREIGN if query else f"{FOREIGN} {OURS}", query)


def with_name(text: str, field: str, wrong: str, right: str, kind: ListType) -> str | None:
    """The search with `right` instead of `wrong` as the name or value of `field`.

    None if the search lacks it, or can't be read with it.
    """
    is_keyed = field in {"metric", "min", "max", "param"}
    separator = r"(\.)" if is_keyed else r"(\.|:|=)"
    pattern = rf'(?i)(?<![\w.]){field}{separator}"?{re.escape(wrong)}(?![\w-])"?'
    query = re.sub(pattern, lambda match: f"{field}{match[1]}{quoted(right)}", text)
    return None if query == text else _readable(query, kind)


def _readable(query: str | None, kind: ListType) -> str | None:
    try:
        if query is not None:
            parse(query, kind)
    except QuerySyntaxError:
        return None
    return query
