"""Changes the sort order in a query text."""

from functools import lru_cache

from mldb.errors import QuerySyntaxError
from mldb.search.fields import ListType
from mldb.search.nodes import Or
from mldb.search.parser import parse
from mldb.search.quoting import quoted


@lru_cache(maxsize=256)
def with_sort(text: str, kind: ListType, wanted: str) -> str:
    """The query text with this sort order, which replaces its own.

    Args:
        text: a query.
        kind: the list that it searches.
        wanted: a field such as `metric.auc`, with a minus before it to reverse the order.

    Raises:
        QuerySyntaxError: the query can't be read.
    """
    query, term = parse(text, kind), f"sort:{quoted(wanted)}"
    if query.sort is not None:
        start, end = query.sort.span
        return f"{text[:start]}{term}{text[end:]}"
    sorted_text = f"{text} {term}".strip()
    is_choice = any(isinstance(part, Or) for part in query.condition.conditions)
    # Next to “or” the sort term would belong to one side only.
    return f"({text}) {term}" if is_choice and not _is_read(sorted_text, kind) else sorted_text


def _is_read(text: str, kind: ListType) -> bool:
    try:
        parse(text, kind)
    except QuerySyntaxError:
        return False
    return True
