"""Advice for a search that finds nothing because it names unknown metrics, parameters or tags."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from mldb.catalogue import ALIAS, METRIC, VERSION, items_of
from mldb.search.advice import Advice, with_name
from mldb.search.fields import ListType
from mldb.search.likeness import likeliest
from mldb.search.nodes import Comparison, Query, leaves
from mldb.search.pattern import Pattern, folded

_STATISTICS: Final = ("min", "max")
"""Fields of runs that are about a metric, too."""
_PREFIXES: Final = {item.query_field: item.prefix for item in items_of(VERSION)} | dict.fromkeys(
    _STATISTICS, METRIC.prefix
)
_WORDS: Final = (
    {item.query_field: item.name for item in items_of(VERSION)}
    | {"alias": ALIAS.name}
    | dict.fromkeys(_STATISTICS, METRIC.name)
)


def advice_on_names(
    text: str, query: Query, list_type: ListType, names: Mapping[str, Sequence[str]], whose: str
) -> Iterator[Advice]:
    """Advice for each name in the query that does not exist, with the most similar name.

    `names` are by item type: `metrics`, `params`, `tags`, `aliases`; without an item type its names
    are not checked.
    """
    for field, name in dict.fromkeys(_named(query)):
        known = names.get(_PREFIXES.get(field, "aliases"))
        if known is None or _is_there(field, name, known):
            continue
        meant = likeliest(name, known)
        message = f"No {whose} has the {_WORDS[field]} “{name}”."
        if meant is None:
            yield Advice(message)
        else:
            instead = with_name(text, field, name, meant, list_type)
            yield Advice(f"{message} Did you mean {meant}?", instead)


def _named(query: Query) -> Iterator[tuple[str, str]]:
    for leaf in leaves(query.condition):
        if not isinstance(leaf, Comparison) or leaf.field.name not in _WORDS:
            continue
        exact = leaf.operand.exact if isinstance(leaf.operand, Pattern) else None
        name = leaf.key if leaf.field.name != "alias" and leaf.key is not None else exact
        if name:
            yield leaf.field.name, name
    sort = query.sort
    if sort is not None and sort.key is not None:
        yield sort.field.name, sort.key


def _is_there(field: str, name: str, known: Sequence[str]) -> bool:
    if field == "alias":
        return folded(name) in map(folded, known)
    return name in known or folded(name) in map(folded, known if field == "tag" else ())
