"""Uploads on their way to their view, before Django would read them to a file."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from django.urls import Resolver404, resolve

from registry_app.accounts.identity import is_open_session
from registry_app.core.root_path import inner_path
from registry_app.serving.bodies import check_headers
from registry_app.serving.limits import LimitError
from registry_app.serving.streamed_bodies import pass_on

Application = Callable[[Any, Any, Any], Awaitable[None]]

UPLOADS_AT_ONCE: Final = 64
_VIEWS: Final = "-files-upload"


class Uploads:
    """An ASGI application that passes uploads on as they come, and all other requests elsewhere.

    An upload of somebody who is not logged in goes elsewhere as well, where its body is bounded.
    """

    def __init__(self, uploads: Application, others: Application) -> None:
        self._uploads = uploads
        self._others = others

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        if _is_upload(scope) and await is_open_session(scope):
            await pass_on(self._uploads, scope, receive, send)
        else:
            await self._others(scope, receive, send)


def _is_upload(scope: Any) -> bool:
    if scope["method"] != "POST":
        return False
    try:
        check_headers(scope)
        match = resolve(inner_path(scope))
    except (LimitError, Resolver404):
        return False
    return (match.url_name or "").endswith(_VIEWS)
