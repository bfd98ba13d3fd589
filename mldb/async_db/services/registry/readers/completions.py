"""Completion of queries while they are typed."""

from datetime import UTC, datetime
from typing import Final

from mldb.async_db.repositories.registry.readers.completions import (
    CompletionRepository,
    ExistingNames,
)
from mldb.async_db.services.base import Service
from mldb.search.completion import (
    SHOWN,
    Completion,
    Completions,
    Names,
    hint_of,
    known_completions,
    named_completion,
    operator_completions,
    wanted_names,
)
from mldb.search.fields import ListType
from mldb.search.typed_term import TypedTerm, typed_term
from mldb.values.limits import NAME_LENGTH, QUERY_LENGTH
from mldb.values.texts import is_storable

_OF_VERSIONS: Final = {Names.METRICS, Names.PARAMS, Names.TAGS}


class CompletionReader(Service):
    """Offers fields, names and values for the term of a query that somebody is typing."""

    async def get(
        self, text: str, at: int, kind: ListType, *, model_name: str | None = None
    ) -> Completions:
        """What could stand at this position of a query, at most 12; `is_cut` if there may be more.

        With `model_name` the names of items are those of the newest versions of the model.
        """
        if len(text) > QUERY_LENGTH or not is_storable(text):
            return Completions(0, 0, ())
        term = typed_term(text, at, kind)
        if term is None:
            return Completions(0, 0, ())
        found = known_completions(term, kind, datetime.now(UTC).date())
        is_cut = False
        names = wanted_names(term, kind)
        if names is not None:
            existing = await self._names(names, kind, term, model_name)
            found += _named(term, existing)
            is_cut = existing.is_cut
        if [one.label for one in found] == [term.typed]:
            # It is there already.
            found = []
        is_cut = is_cut or len(found) > SHOWN
        return Completions(term.start, term.end, tuple(found[:SHOWN]), hint_of(term), is_cut)

    async def _names(
        self, names: Names, kind: ListType, term: TypedTerm, model_name: str | None
    ) -> ExistingNames:
        typed, key = term.typed[:NAME_LENGTH], term.key or ""
        async with self.database.reading() as session:
            repository = CompletionRepository(session)
            if model_name is not None and names in _OF_VERSIONS and is_storable(model_name):
                return await repository.names_of_model(names, model_name, typed, SHOWN + 1)
            return await repository.names(names, kind, typed, key, SHOWN + 1)


def _named(term: TypedTerm, existing: ExistingNames) -> list[Completion]:
    """The names; behind a complete name also what can follow it."""
    found: list[Completion] = []
    for name in existing.names:
        if name == term.typed:
            found += operator_completions(term, name)
        else:
            found.append(named_completion(term, name))
    return found
