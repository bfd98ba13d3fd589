# Generated from mldb/async_db/services/search.py by `make twins`.
"""What services of searchable things can do beside: find, count and stream."""

from collections.abc import Iterator, Sequence
from typing import Generic

from mldb.rules.paging import check_page
from mldb.schemas.search import COUNT_LIMIT, Count, SearchPage
from mldb.search import cursor
from mldb.statements.search.listing import Listing
from mldb.sync_db.repositories.search import Found, SearchRepository
from mldb.sync_db.services.base import Service
from mldb.types import PAGE_SIZE_LIMIT, ReadT


class SearchService(Service, Generic[ReadT]):
    """Lists that the query language searches and sorts.

    A subclass makes the `Listing` of a query, and imports what that takes where it is needed: most
    users of mldb never search.
    """

    read_schema: type[ReadT]

    def _page(self, listing: Listing, position: str | None, limit: int) -> SearchPage[ReadT]:
        check_page(0, limit)
        types = tuple(stretch.key_types for stretch in listing.stretches)
        place = cursor.read(position, listing.name, types)
        with self.database.snapshot() as session:
            found = SearchRepository(session).page(listing, place, limit + 1)
        return self._paged(found, place, limit, listing.name)

    def _paged(
        self, found: list[Found], place: cursor.Place, limit: int, name: str
    ) -> SearchPage[ReadT]:
        """The page without the row too many, which only says that there are more."""
        goes_on = len(found) > limit
        rows = found[-limit:] if place.is_backwards else found[:limit]
        is_inside = place.keys is not None
        has_previous, has_next = (
            (goes_on, is_inside) if place.is_backwards else (is_inside, goes_on)
        )
        # Without a row there is nothing on this side of the place: what is left ends there.
        before = rows[0].beside(is_backwards=True) if rows else cursor.Place(is_backwards=True)
        after = rows[-1].beside(is_backwards=False) if rows else cursor.Place(is_backwards=False)
        return SearchPage(
            [self.read_schema.model_validate(one.row) for one in rows],
            cursor.written(before, name) if has_previous else None,
            cursor.written(after, name) if has_next else None,
        )

    def _count(self, listing: Listing) -> Count:
        with self.database.reading() as session:
            number = SearchRepository(session).count(listing, COUNT_LIMIT + 1)
        return Count(min(number, COUNT_LIMIT), is_more=number > COUNT_LIMIT)

    def _all(self, listing: Listing) -> Iterator[Sequence[ReadT]]:
        position: str | None = cursor.START
        while position is not None:
            page = self._page(listing, position, PAGE_SIZE_LIMIT)
            yield page.rows
            position = page.next_cursor
