"""The headers of htmx; clients can set them to anything."""

from typing import Any

from django.http import HttpRequest

from registry_app.web.presentation.links import url


def wants_part(request: HttpRequest) -> bool:
    """Whether the response replaces a part of a page, not a whole page.

    Works before any middleware has run.
    """
    headers = ("Request", "Boosted", "History-Restore-Request")
    is_part, *is_page = (request.headers.get(f"HX-{name}") == "true" for name in headers)
    return is_part and not any(is_page)


def page_of(request: Any) -> str:
    """Path and query of the page that sent an htmx request; the start page if it is not given."""
    try:
        return request.htmx.current_url_abs_path or url("registry:start")
    except ValueError:
        return url("registry:start")
