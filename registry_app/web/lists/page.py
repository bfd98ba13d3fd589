"""A list as a page, as the part of it that changes, or as a file."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render

from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit.downloads import download


def list_page(
    request: RegistryRequest, page: str, table: str, context: dict[str, Any]
) -> HttpResponseBase:
    """The page; while somebody types a query only its table, with a mistake the query's status.

    With `?format=csv` or `json` it is a file with all that the query finds.
    """
    if "format" in request.GET and "table" in context:
        return download(request, context["table"], request.GET["format"])
    template = table if request.htmx.target == "results" else page
    return render(request, template, context, status=context["found"].http_status)
