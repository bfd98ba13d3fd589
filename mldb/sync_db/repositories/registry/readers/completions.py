# Generated from mldb/async_db/repositories/registry/readers/completions.py by `make twins`.
"""Existing names and values for the completion of queries."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from mldb.search.completion import Names, likely
from mldb.search.fields import ListType
from mldb.search.pattern import Pattern, folded
from mldb.statements.registry.readers import completions as statements
from mldb.statements.search.beginning import behind
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository

_AT_MOST: Final = 1_000
"""Names that are compared with what is typed."""
_LOOKED_AT: Final = 10_000
"""Rows whose names are read."""
_VERSIONS: Final = 20
"""The newest versions of a model, whose names are read."""
_LAST: Final = chr(0x10FFFF)


class ExistingNames(NamedTuple):
    """Names that have the typed text, the likeliest first; `is_cut`: not all were looked at."""

    names: Sequence[str]
    is_cut: bool


class CompletionRepository(ReaderRepository):
    """Reads a bounded number of names, from indexes where there are any."""

    def names(
        self, names: Names, list_type: ListType, typed: str, key: str, count: int
    ) -> ExistingNames:
        """At most `count` names that begin with the typed text, then those that have it."""
        along = statements.along_index(names, list_type)
        if along is None:
            return self._frequent(names, list_type, typed, key, count)
        # An index of beginnings has them without upper case.
        is_folded = names in {Names.USERS, Names.TAG_VALUES, Names.PARAM_VALUES}
        beginning = folded(typed) if is_folded else typed
        span = {"low": beginning, "high": behind(beginning) or _LAST}
        begin = self._names(along, count=count, key=key, **span)
        if len(begin) >= count or not typed:
            return ExistingNames(begin, is_cut=len(begin) >= count)
        others, is_cut = self._others(names, along, typed, key)
        return ExistingNames(list(dict.fromkeys([*begin, *others]))[:count], is_cut)

    def names_of_model(
        self, names: Names, model_name: str, typed: str, count: int
    ) -> ExistingNames:
        """As above, of the items of the newest versions of a model."""
        statement = statements.of_newest_versions(names)
        found = self._names(statement, model_name=model_name, versions=_VERSIONS, count=_AT_MOST)
        return ExistingNames(likely(typed, found)[:count], len(found) >= _AT_MOST)

    def _others(self, names: Names, along: Any, typed: str, key: str) -> tuple[list[str], bool]:
        """Those with the text anywhere, of the first names."""
        statement = statements.with_part(names)
        if statement is not None:
            like = Pattern((folded(typed),), anywhere=True).like
            found = self._names(statement, part=like, count=_AT_MOST, looked_at=_LOOKED_AT)
            return likely(typed, found), len(found) >= _AT_MOST
        found = self._names(along, low="", high=_LAST, count=_AT_MOST, key=key)
        return likely(typed, found), len(found) >= _AT_MOST

    def _frequent(
        self, names: Names, list_type: ListType, typed: str, key: str, count: int
    ) -> ExistingNames:
        statement = statements.most_frequent(names, list_type)
        if statement is None:
            return ExistingNames([], is_cut=False)
        rows = self._all(statement, count=_AT_MOST, looked_at=_LOOKED_AT, key=key)
        is_cut = len(rows) >= _AT_MOST or sum(row.number for row in rows) >= _LOOKED_AT
        return ExistingNames(likely(typed, [row.name for row in rows])[:count], is_cut)

    def _names(self, statement: Any, **values: Any) -> list[str]:
        return [row.name for row in self._all(statement, **values)]
