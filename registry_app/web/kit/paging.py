"""A numbered page of a list, for lists without a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol, Self

from django.http import HttpRequest

from mldb.values.limits import PAGE_SIZE_LIMIT

SIZES = (25, 50, 100, 200)
DEFAULT_SIZE = 25


class ListMethod(Protocol):
    """A service's list method."""

    def __call__(self, *, skip: int, limit: int) -> Sequence[Any]:
        """Rows in the list's order."""


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the numbers of its neighbours."""

    rows: Sequence[Any]
    number: int
    size: int
    has_next: bool

    @classmethod
    def of(cls, request: HttpRequest, get: ListMethod) -> Self:
        """The page that `?page=` and `?size=` ask for; invalid values give the first."""
        number = page_number(request.GET.get("page"))
        size = size_of(request)
        # One row more than is shown: if there is one, there is a next page.
        rows = get(skip=(number - 1) * size, limit=size + 1)
        return cls(rows[:size], number, size, has_next=len(rows) > size)

    @property
    def previous(self) -> int | None:
        """Number of the previous page; None for the first page, whose URL has no number."""
        return self.number - 1 if self.number > 2 else None  # noqa: PLR2004

    @property
    def next(self) -> int:
        """Number of the next page."""
        return self.number + 1

    @property
    def first(self) -> int:
        """Position of the first row, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Position of the last row."""
        return (self.number - 1) * self.size + len(self.rows)


def everything(get: ListMethod) -> Iterator[Any]:
    """All rows of a list, read in pages when they are asked for."""
    for skip in count(0, PAGE_SIZE_LIMIT):
        rows = get(skip=skip, limit=PAGE_SIZE_LIMIT)
        yield from rows
        if len(rows) < PAGE_SIZE_LIMIT:
            return


def page_number(text: str | None) -> int:
    """The number of a page in a URL; 1 for invalid values."""
    return max(_number(text, 1), 1)


def size_of(request: HttpRequest) -> int:
    """The page size in `?size=`; the default for invalid values."""
    size = _number(request.GET.get("size"), DEFAULT_SIZE)
    return size if size in SIZES else DEFAULT_SIZE


def _number(text: Any, default: int) -> int:
    # More digits than any list has rows would only make the database count in vain.
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default  # noqa: PLR2004
