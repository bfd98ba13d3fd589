"""Finds the existing name that is most similar to a mistyped one."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from mldb.search.pattern import folded

_CLOSE_ENOUGH: Final = 0.66


def likeliest(wanted: str, names: Iterable[str]) -> str | None:
    """The name that differs by case only, or else the closest one; None if none is close."""
    known = list(names)
    by_folded = {folded(name): name for name in known if name != wanted}
    exact = by_folded.get(folded(wanted))
    if exact is not None:
        return exact
    close = get_close_matches(folded(wanted), by_folded, n=1, cutoff=_CLOSE_ENOUGH)
    return by_folded[close[0]] if close else None
