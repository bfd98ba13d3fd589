"""A page of a search, or what is wrong with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol, Self

from django.http import HttpRequest

from mldb.errors import QuerySyntaxError, RuleViolationError
from mldb.schemas.registry.search import Count, SearchPage
from registry_app.web.kit.mistake import Mistake
from registry_app.web.kit.paging import size_of
from registry_app.web.lists.state import ListState


class Search(Protocol):
    """A service's search."""

    def __call__(self, text: str, *, cursor: str | None, limit: int) -> SearchPage[Any]:
        """A page of what is found."""


class Lister(Protocol):
    """A service's list that has no query."""

    def __call__(self, *, cursor: str | None, limit: int) -> SearchPage[Any]:
        """A page of what is listed."""


@dataclass(frozen=True)
class Found:
    """Rows of a search and the cursors beside them; without rows perhaps a mistake."""

    rows: Sequence[Any] = ()
    previous_cursor: str | None = None
    next_cursor: str | None = None
    count: Count | None = None
    mistake: Mistake | None = None

    @classmethod
    def of(cls, state: ListState, search: Search, count: Callable[[str], Count]) -> Self:
        """What the search finds there."""
        try:
            page = search(state.text, cursor=state.cursor, limit=state.size)
            is_all = page.previous_cursor is None and page.next_cursor is None
            number = Count(len(page.rows), is_more=False) if is_all else count(state.text)
            return cls(page.rows, page.previous_cursor, page.next_cursor, number)
        except QuerySyntaxError as error:
            mistake = Mistake.of(state.text, error)
        except RuleViolationError as error:
            mistake = Mistake(str(error))
        return cls(mistake=mistake)

    @classmethod
    def of_trash(cls, request: HttpRequest, name: str, get: Lister) -> Self:
        """What lies in the trash at the place that the address names so."""
        try:
            page = get(cursor=request.GET.get(name) or None, limit=size_of(request))
        except RuleViolationError as error:
            return cls(mistake=Mistake(str(error)))
        return cls(page.rows, page.previous_cursor, page.next_cursor)

    @property
    def http_status(self) -> HTTPStatus:
        """400 if the address asks for what can't be read."""
        return HTTPStatus.OK if self.mistake is None else HTTPStatus.BAD_REQUEST
