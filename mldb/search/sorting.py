"""The order of a list, put into its query."""

from functools import lru_cache

from mldb.errors import QuerySyntaxError
from mldb.search.fields import ListType
from mldb.search.nodes import Or
from mldb.search.parser import parse
from mldb.search.quoting import quoted


@lru_cache(maxsize=256)
def with_sort(text: str, kind: ListType, wanted: str) -> str:
    """The query in this order instead of the one it asks for, if any.

    Args:
        text: a query.
        kind: the list that it searches.
        wanted: a field such as `metric.auc`, with a minus before it to turn the order round.

    Raises:
        QuerySyntaxError: the query can't be read.
    """
    query, term = parse(text, kind), f"sort:{quoted(wanted)}"
    if query.sort is not None:
        start, end = query.sort.span
        return f"{text[:start]}{term}{text[end:]}"
    sorted_text = f"{text} {term}".strip()
    is_choice = any(isinstance(part, Or) for part in query.condition.conditions)
    # Beside “or” the order would belong to one side alone.
    return f"({text}) {term}" if is_choice and not _is_read(sorted_text, kind) else sorted_text


def _is_read(text: str, kind: ListType) -> bool:
    try:
        parse(text, kind)
    except QuerySyntaxError:
        return False
    return True
