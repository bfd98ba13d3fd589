"""The base of services whose entities can be searched: pages, counts and streams."""

from collections.abc import AsyncIterator, Sequence

from mldb.async_db.repositories.registry.search import Found, SearchRepository
from mldb.async_db.services.base import Service
from mldb.rules.paging import check_page
from mldb.schemas.registry.search import COUNT_LIMIT, Count, SearchPage
from mldb.search import cursor
from mldb.search.cursor import Position
from mldb.statements.search.listing import Listing
from mldb.types import ReadT
from mldb.values.limits import PAGE_SIZE_LIMIT


class SearchService(Service):
    """Lists that the query language searches and sorts.

    A subclass makes the `Listing` of a query. It imports the query language only there, as most
    users of mldb never search.
    """

    async def _page(
        self, listing: Listing, schema: type[ReadT], position: str | None, limit: int
    ) -> SearchPage[ReadT]:
        check_page(0, limit)
        types = tuple(stretch.key_types for stretch in listing.stretches)
        start = cursor.decode(position, listing.name, types)
        async with self.database.snapshot() as session:
            found = await SearchRepository(session).page(listing, start, limit + 1)
        previous, following = _cursors(found, start, limit, listing.name)
        rows = found[-limit:] if start.is_backwards else found[:limit]
        return SearchPage([schema.model_validate(one.row) for one in rows], previous, following)

    async def _count(self, listing: Listing) -> Count:
        async with self.database.reading() as session:
            number = await SearchRepository(session).count(listing, COUNT_LIMIT + 1)
        return Count(min(number, COUNT_LIMIT), is_more=number > COUNT_LIMIT)

    async def _all(self, listing: Listing, schema: type[ReadT]) -> AsyncIterator[Sequence[ReadT]]:
        position: str | None = cursor.START
        while position is not None:
            page = await self._page(listing, schema, position, PAGE_SIZE_LIMIT)
            yield page.rows
            position = page.next_cursor


def _cursors(
    found: Sequence[Found], start: Position, limit: int, listing: str
) -> tuple[str | None, str | None]:
    """Cursors of the previous and the next page; None where there is none.

    Of `found`, one row more than the limit only says that there are more.
    """
    goes_on, is_inside = len(found) > limit, start.keys is not None
    has_previous, has_next = (goes_on, is_inside) if start.is_backwards else (is_inside, goes_on)
    rows = found[-limit:] if start.is_backwards else found[:limit]
    # Without a row there is nothing on this side of the position: the rest ends there.
    before = rows[0].next_to(is_backwards=True) if rows else Position(is_backwards=True)
    after = rows[-1].next_to(is_backwards=False) if rows else Position(is_backwards=False)
    return (
        cursor.encode(before, listing) if has_previous else None,
        cursor.encode(after, listing) if has_next else None,
    )
