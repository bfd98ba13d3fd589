"""Values in the rows of a list as links to the rows that have the same value."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from mldb.search.terms import with_term
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.lists.columns import Column, Columns
from registry_app.web.lists.request import ListRequest
from registry_app.web.presentation.links import with_query

_FIELDS: Final = {
    "status": "status",
    "device": "device",
    "aliases": "alias",
    "by": "by",
    "updated_by": "updated_by",
    "active_by": "active_by",
    "user": "user",
    "commit": "commit",
    "tags": "tag",
}
"""The field of the query language by the column whose values filter by it."""
_LONGEST: Final = 60
"""Longer values are texts; a URL has no room for them."""


def with_filters(columns: Columns, request: RegistryRequest, listing: ListRequest) -> Columns:
    """The columns, whose cells link to the list filtered by their values."""
    links = _FilterLinks(request, listing)
    return replace(columns, shown=tuple(links.on(column) for column in columns.shown))


class _FilterLinks:
    """URLs of the list of a request with one more term; each is made once."""

    def __init__(self, request: RegistryRequest, listing: ListRequest) -> None:
        self.request = request
        self.listing = listing
        self.made: dict[tuple[str, str], str | None] = {}

    def on(self, column: Column) -> Column:
        """The column with links, if its values filter."""
        field = f"tag.{column.key}" if column.field == "tag" else _FIELDS.get(column.name)
        return column if field is None else replace(column, link=self._of(field))

    def _of(self, field: str) -> Callable[..., str | None]:
        def link(value: Any, key: str = "") -> str | None:
            if key:
                # A tag without a value is found by its key.
                return self._url(f"tag.{key}", value) if value else self._url("tag", key)
            return self._url(field, str(value)) if value else None

        return link

    def _url(self, field: str, value: str) -> str | None:
        """None for the list as it is."""
        named = (field, value)
        if named not in self.made:
            self.made[named] = self._new_url(field, value)
        return self.made[named]

    def _new_url(self, field: str, value: str) -> str | None:
        if len(value) > _LONGEST:
            return None
        text = with_term(self.listing.text, self.listing.list_type, field, value)
        if text == self.listing.text:
            return None
        return with_query(self.request, q=text, cursor=None, choose=None)
