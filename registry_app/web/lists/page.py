"""A list as a page, as the part of a page that changes while somebody types, or as a file."""

from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from itertools import chain
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.downloads import Table, download
from registry_app.web.lists.columns import Column


def list_page(
    request: RegistryRequest, page: str, table: str, context: dict[str, Any]
) -> HttpResponseBase:
    """The page; for htmx's search field only its table, with status 400 for a mistake.

    While somebody types (`X-Typing`), a mistake is none yet: browsers report 400 as an error.

    With `?format=csv` or `json` it is a file with all rows that the query finds.
    """
    if "format" in request.GET and "file" in context:
        return download(request, context["file"], request.GET["format"])
    template = table if request.htmx.target == "results" else page
    is_typed = template == table and "X-Typing" in request.headers
    status = HTTPStatus.OK if is_typed else context["results"].http_status
    return render(request, template, context, status=status)


def list_file(
    stem: str,
    columns: Sequence[Column],
    pages: Iterable[Sequence[Any]],
    rows_of: Callable[[Sequence[Any]], Iterable[Any]],
) -> Table:
    """All rows that a query finds as a file; nothing is read before the file is sent.

    `rows_of` makes the table's rows of a page.
    """
    rows = chain.from_iterable(map(rows_of, pages))
    values = ([column.value(row) for column in columns] for row in rows)
    return Table(stem, [column.name for column in columns], values)
