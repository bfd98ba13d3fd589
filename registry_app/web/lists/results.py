"""A page of a list's rows, or the mistake in its request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, Self

from mldb.errors import QuerySyntaxError, RuleViolationError
from mldb.schemas.registry.search import Count, SearchPage
from registry_app.web.kit.mistake import Mistake
from registry_app.web.kit.paging import DEFAULT_SIZE
from registry_app.web.lists.request import ListRequest


class Search(Protocol):
    """A service's search."""

    def __call__(self, text: str, *, cursor: str | None, limit: int) -> SearchPage[Any]:
        """A page of the rows that match the text."""


class UnsearchedList(Protocol):
    """A service's list that has no query."""

    def __call__(self, *, cursor: str | None, limit: int) -> SearchPage[Any]:
        """A page of the rows."""


@dataclass(frozen=True)
class ListResults:
    """A page of rows with the cursors of its neighbours; or no rows and perhaps a mistake."""

    rows: Sequence[Any] = ()
    previous_cursor: str | None = None
    next_cursor: str | None = None
    size: int = DEFAULT_SIZE
    count: Count | None = None
    mistake: Mistake | None = None

    @classmethod
    def of(cls, listing: ListRequest, search: Search, count: Callable[[str], Count]) -> Self:
        """The page of the search's results that is requested; counted only if there are others."""
        try:
            page = search(listing.text, cursor=listing.cursor, limit=listing.size)
            is_all = page.previous_cursor is None and page.next_cursor is None
            number = Count(len(page.rows), is_more=False) if is_all else count(listing.text)
        except QuerySyntaxError as error:
            return cls(size=listing.size, mistake=Mistake.of(listing.text, error))
        except RuleViolationError as error:
            return cls(size=listing.size, mistake=Mistake(str(error)))
        return cls(page.rows, page.previous_cursor, page.next_cursor, listing.size, number)

    @classmethod
    def unsearched(cls, get: UnsearchedList, cursor: str | None, size: int) -> Self:
        """The page of a list without a query at this cursor."""
        try:
            page = get(cursor=cursor, limit=size)
        except RuleViolationError as error:
            return cls(size=size, mistake=Mistake(str(error)))
        return cls(page.rows, page.previous_cursor, page.next_cursor, size)

    @property
    def http_status(self) -> HTTPStatus:
        """400 if the request can't be understood."""
        return HTTPStatus.OK if self.mistake is None else HTTPStatus.BAD_REQUEST
