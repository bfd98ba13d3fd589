"""The request for a searched list: `?q=fraud&col=metric.auc&size=100&cursor=…`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Self

from django.http import HttpRequest

from mldb.schemas import SavedViewRead
from mldb.search.fields import ListType
from mldb.search.nodes import Query
from mldb.search.parser import parse
from registry_app.web.kit.as_of import NOW, AsOf
from registry_app.web.kit.paging import DEFAULT_SIZE, SIZES, size_of

_ID_DIGITS = 18
_OPTIONS: Final = {ListType.RUNS: ("group", "curve")}
"""Further query parameters of a list."""


@dataclass(frozen=True)
class ListRequest:
    """A query, a page of its results, and the columns to show.

    `columns` are those that the URL names, `remembered` those to show if it names none; both are
    empty if the list is to show its default columns. `view_id` is the id of the saved view that the
    URL names, 0 without one. `options` are further query parameters of the list.
    """

    list_type: ListType
    text: str
    size: int
    columns: tuple[str, ...]
    cursor: str | None = None
    view_id: int = 0
    as_of: AsOf = NOW
    is_choosing_columns: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    remembered: tuple[str, ...] = ()

    @property
    def selected(self) -> tuple[str, ...]:
        """Names of the columns to show; empty: the default ones."""
        return self.columns or self.remembered

    @classmethod
    def of(cls, request: HttpRequest, list_type: ListType) -> Self:
        """The list that the request's URL describes."""
        columns = (name.strip() for name in request.GET.getlist("col"))
        return cls(
            list_type=list_type,
            text=request.GET.get("q", "").strip(),
            size=size_of(request),
            columns=tuple(dict.fromkeys(name for name in columns if name)),
            cursor=request.GET.get("cursor") or None,
            view_id=id_of(request.GET.get("view", "")),
            as_of=AsOf.of(request),
            is_choosing_columns="choose" in request.GET,
            options={
                name: request.GET[name]
                for name in _OPTIONS.get(list_type, ())
                if request.GET.get(name)
            },
        )

    @classmethod
    def saved(cls, view: SavedViewRead) -> Self:
        """The first page of the list as the view was saved."""
        size = view.page_size if view.page_size in SIZES else DEFAULT_SIZE
        options = {"group": view.group_by, "curve": view.curve}
        return cls(
            view.kind,
            text=view.query,
            size=size,
            columns=tuple(view.columns),
            options={name: value for name, value in options.items() if value is not None},
        )

    @cached_property
    def query(self) -> Query:
        """The parsed text.

        Raises:
            QuerySyntaxError: the text can't be parsed.
        """
        return parse(self.text, self.list_type)

    @property
    def parameters(self) -> dict[str, Any]:
        """Query parameters of a URL for the first page of this list, defaults as None or empty."""
        size = None if self.size == DEFAULT_SIZE else self.size
        return {"q": self.text, "col": self.columns, "size": size, **self.options}


def id_of(text: str, default: int = 0) -> int:
    """The id in a URL's query; the default for what is none."""
    is_id = text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS
    return int(text) if is_id else default
