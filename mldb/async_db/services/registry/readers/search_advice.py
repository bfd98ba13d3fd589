"""Advice on searches that find nothing."""

from mldb.async_db.repositories.registry.readers.item_names import ItemNameRepository
from mldb.async_db.repositories.registry.readers.models import MLModelReaderRepository
from mldb.async_db.services.base import Service
from mldb.async_db.services.registry.readers.item_names import (
    ITEM_TYPES,
    NAMES_LIMIT,
    names_by_type,
)
from mldb.search.advice import Advice
from mldb.search.fields import ListType
from mldb.search.name_advice import advice_on_names
from mldb.search.parser import parse


class SearchAdviceReader(Service):
    """Compares the names in a search with the existing ones."""

    async def get(
        self, text: str, kind: ListType, *, model_name: str | None = None
    ) -> list[Advice]:
        """Advice on the metrics, parameters, tags and aliases in the search that do not exist.

        It names those of the search, and the existing ones that were probably meant.

        Raises:
            QuerySyntaxError: the search can't be read.
        """
        query = parse(text, kind)
        if kind is ListType.EXPERIMENTS:
            return []
        if kind is ListType.RUNS:
            async with self.database.reading() as session:
                found = await ItemNameRepository(session).get_of_runs(NAMES_LIMIT + 1)
            return list(advice_on_names(text, query, kind, _whole(names_by_type(found)), "run"))
        async with self.database.snapshot() as session:
            repository, ids = ItemNameRepository(session), []
            if model_name is not None:
                ids = list(await MLModelReaderRepository(session).get_ids([model_name]))
            found = (
                await repository.get_of_model(ids[0].id, ITEM_TYPES, NAMES_LIMIT + 1)
                if ids
                else await repository.get_of_all(NAMES_LIMIT + 1)
            )
            names = names_by_type(found)
            names["aliases"] = list(await repository.get_aliases(NAMES_LIMIT + 1))
        if kind is ListType.MODELS:
            # Models have other tags than versions.
            names.pop("tags")
        whose = "version of this model" if ids else "version"
        return list(advice_on_names(text, query, kind, _whole(names), whose))


def _whole(names: dict[str, list[str]]) -> dict[str, list[str]]:
    """The lists that are not cut: a cut one proves nothing about the names that it lacks."""
    return {item_type: all_ for item_type, all_ in names.items() if len(all_) <= NAMES_LIMIT}
