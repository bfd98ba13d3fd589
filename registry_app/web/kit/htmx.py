"""What htmx's headers say of a request; they are the client's word, and may be anything."""

from typing import Any

from django.http import HttpRequest

from registry_app.web.presentation.links import url


def wants_part(request: HttpRequest) -> bool:
    """Whether the answer stands in a part of a page, not in the place of a page.

    Asked also where no middleware has looked at the request yet.
    """
    told = {name: request.headers.get(f"HX-{name}") == "true" for name in _TOLD}
    return told["Request"] and not told["Boosted"] and not told["History-Restore-Request"]


_TOLD = ("Request", "Boosted", "History-Restore-Request")


def page_of(request: Any) -> str:
    """Path and query of the page from which htmx asks; that of the front page if it tells none."""
    try:
        return request.htmx.current_url_abs_path or url("registry:start")
    except ValueError:
        return url("registry:start")
