"""Counts of values in what a query finds."""

from collections.abc import Sequence
from typing import Any, Final

from mldb.async_db.repositories.registry.readers.base import ReaderRepository
from mldb.async_db.repositories.registry.search import SearchRepository
from mldb.database.access import GOES_ON
from mldb.search.fields import ListType
from mldb.statements.registry.readers.facets import LOOKED_AT, values_of
from mldb.statements.search.listing import Listing
from mldb.statements.search.planning import as_before

_LONGEST: Final = 60


class FacetRepository(ReaderRepository):
    """Reads the first rows of a list only."""

    async def values(self, listing: Listing, list_type: ListType, count: int) -> Sequence[Any]:
        """Facet, key, value and number of rows: of each facet at most `count` values."""
        search = SearchRepository(self.session)
        listing = await search.narrowed(listing, LOOKED_AT)
        statement = values_of(listing.ids, list_type)
        # Items of few rows: PostgreSQL would read those of all.
        settings = await search.walk_along_indexes()
        values = {"looked_at": LOOKED_AT, "longest": _LONGEST, "count": count}
        rows = await self._all(statement, **values)
        if settings and self.session.info.get(GOES_ON):
            await self._all(as_before(), **settings)
        return rows
