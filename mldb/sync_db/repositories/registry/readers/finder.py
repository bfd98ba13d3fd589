# Generated from mldb/async_db/repositories/registry/readers/finder.py by `make twins`.
"""Things of all types by their names."""

from collections.abc import Sequence
from typing import Any, Final

from mldb.schemas.registry.readers.finder import FoundByName, FoundType
from mldb.search.pattern import Pattern, folded
from mldb.statements.registry.readers import finder as statements
from mldb.statements.search.beginning import behind
from mldb.sync_db.repositories.registry.readers.base import ReaderRepository

_NO_ID: Final = "-"
"""Begins the id of no run."""


class FinderRepository(ReaderRepository):
    """Reads names within bounds; the likeliest are first."""

    def by_name(self, text: str, run_id: str, user_id: int, count: int) -> list[FoundByName]:
        """At most `count` of each type with the text in their names."""
        rows = self._all(
            statements.by_name(),
            part=_pattern(text),
            id=run_id or _NO_ID,
            id_end=behind(run_id or _NO_ID),
            user_id=user_id,
            count=count,
        )
        return _found(rows)

    def versions(self, text: str, number: int | None, count: int) -> list[FoundByName]:
        """Versions of this number of models with the text in their names; None: the newest."""
        statement = statements.versions_of_models(has_number=number is not None)
        return _found(self._all(statement, part=_pattern(text), number=number, count=count))

    def aliases(self, text: str, alias: str, count: int) -> list[FoundByName]:
        """Current aliases with these texts in the names of their models and in their own."""
        rows = self._all(
            statements.aliases_of_models(), part=_pattern(text), alias=_pattern(alias), count=count
        )
        return _found(rows)

    def bounded(self) -> dict[FoundType, int]:
        """The types of which only so many of the newest are compared."""
        row = self._first(statements.bounds())
        is_bounded = dict(zip(statements.NEWEST, row, strict=True))
        return {one: newest for one, newest in statements.NEWEST.items() if is_bounded[one]}


def _pattern(text: str) -> str:
    return Pattern((folded(text),), anywhere=True).like


def _found(rows: Sequence[Any]) -> list[FoundByName]:
    unique = {(row.type, row.key, row.name, row.number): row for row in rows}
    return [
        FoundByName(FoundType(row.type), row.name, row.key, row.note, row.status, row.number)
        for row in unique.values()
    ]
