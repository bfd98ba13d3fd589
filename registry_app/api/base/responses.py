"""JSON responses, and pages of lists with links to their neighbours."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from pydantic import BaseModel

from registry_app.api.schemas.lists import Page

JSON: Final = "application/json"


def to_json(content: BaseModel) -> bytes:
    """The content as JSON."""
    return content.model_dump_json().encode()


def json_response(
    content: BaseModel, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The content as JSON."""
    return HttpResponse(to_json(content), status=status, content_type=JSON, headers=headers)


def no_content() -> HttpResponse:
    """204."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def page_response(
    request: HttpRequest,
    items: Sequence[BaseModel],
    next_cursor: str | None,
    previous_cursor: str | None = None,
) -> HttpResponse:
    """A page of a list, with links to the neighbouring pages (RFC 8288)."""
    content: Page[Any] = Page.model_construct(
        items=list(items), next_cursor=next_cursor, previous_cursor=previous_cursor
    )
    headers = link_headers(request, next_cursor, previous_cursor)
    return json_response(content, headers=headers)


def link_headers(
    request: HttpRequest, next_cursor: str | None, previous_cursor: str | None = None
) -> dict[str, str]:
    """The header with links to the neighbouring pages, if there are any."""
    links = {"next": next_cursor, "prev": previous_cursor}
    link = ", ".join(
        f'<{_page_url(request, cursor)}>; rel="{name}"' for name, cursor in links.items() if cursor
    )
    return {"Link": link} if link else {}


def _page_url(request: HttpRequest, cursor: str) -> str:
    query = dict(request.GET.lists()) | {"cursor": [cursor]}
    path = escape_uri_path(request.path)
    return request.build_absolute_uri(f"{path}?{urlencode(query, doseq=True)}")
