"""Django's middleware without its changes of thread.

These hooks don't wait for a database, apart from those that change threads themselves. Django runs
every hook in another thread all the same, which costs several times the hook.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

from asgiref.sync import sync_to_async
from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from registry_app.accounts.identity import auser_of, user_of
from registry_app.core.interface import interface_of
from registry_app.core.request_ids import BEGUN_AS, HEADER, begin_request, request_id
from registry_app.core.root_path import begin_below
from registry_app.serving.health import PROBES

View = Callable[..., Any]


class InLoop(MiddlewareMixin):
    """Runs its hooks where the request is: in the event loop."""

    sync_capable = False
    get_response: Any

    async def __acall__(self, request: HttpRequest) -> Any:
        """Respond, with the hooks around the view."""
        response = self.process_request(request) if hasattr(self, "process_request") else None
        response = response or await self.get_response(request)
        if hasattr(self, "process_response"):
            response = self.process_response(request, response)
        return response


class RequestIds(InLoop):
    """Comes first: every response has the request's id, and its URLs have the root path."""

    def process_request(self, request: ASGIRequest) -> None:
        """Begin under an id."""
        given = request.scope.get(BEGUN_AS)
        begin_request(
            given or request.META.get("HTTP_X_REQUEST_ID", ""),
            str(request.META.get("REMOTE_ADDR", "")),
        )
        begin_below(request.META["SCRIPT_NAME"])

    def process_response(self, _: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response with the id."""
        response.headers[HEADER] = request_id()
        return response


class Security(InLoop, SecurityMiddleware):
    """Headers, and https."""

    def process_request(self, request: HttpRequest) -> Any:
        """Send on to https, but for probes: they ask the process itself, behind the proxy."""
        return None if request.path_info in PROBES else super().process_request(request)


class ContentSecurityPolicy(InLoop, CSPMiddleware):
    """Header that says from where a page may load."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """The response with the header; django-csp would make it up also for one that has it."""
        if getattr(response, "_csp_exempt", False):
            return response
        return super().process_response(request, response)


class Common(InLoop, CommonMiddleware):
    """Length of the content."""


class Messages(InLoop, MessageMiddleware):
    """Messages of one page for the next."""


class Frames(InLoop, XFrameOptionsMiddleware):
    """Header that forbids frames."""


class Head(InLoop):
    """Handles HEAD like GET, without the body of the response (RFC 9110, 9.3.2).

    The view sees a GET, so that no view, form or operation can forget HEAD.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Let the view see a GET."""
        if request.method == "HEAD":
            request.method = "GET"

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """The headers, `Content-Length` among them; a body in pieces is not even made."""
        if request.META["REQUEST_METHOD"] == "HEAD":
            request.method = "HEAD"
            if response.streaming:
                response.streaming_content = _nothing()
            else:
                response.content = b""
        allowed = response.headers.get("Allow", "").split(", ")
        if "GET" in allowed and "HEAD" not in allowed:
            allowed.insert(allowed.index("GET") + 1, "HEAD")
            response.headers["Allow"] = ", ".join(allowed)
        return response


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield b""


class Sessions(InLoop, SessionMiddleware):
    """The session, read when it is asked for and stored when it was changed."""

    def process_request(self, request: HttpRequest) -> None:
        """Begin; the session learns where it is used."""
        super().process_request(request)
        session: Any = request.session
        session.address = str(request.META.get("REMOTE_ADDR", ""))
        session.browser = request.META.get("HTTP_USER_AGENT", "")
        session.is_used = interface_of(request.path_info).extends_sessions

    async def __acall__(self, request: HttpRequest) -> Any:
        """Change threads only to store it."""
        self.process_request(request)
        response = await self.get_response(request)
        if request.session.modified:
            return await sync_to_async(self.process_response)(request, response)
        return self.process_response(request, response)


class Authentication(InLoop, AuthenticationMiddleware):
    """Whoever is logged in: for sync views `request.user`, for async ones `request.auser()`."""

    def process_request(self, request: Any) -> None:
        """Ask nothing yet."""
        request.user = SimpleLazyObject(lambda: user_of(request))
        request.auser = lambda: auser_of(request)


class CSRF(InLoop, CsrfViewMiddleware):
    """Forms are accepted from our own pages only."""

    async def process_view(  # type: ignore[override]  # Django awaits it
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> Any:
        """Change threads only where a form has to be read, which may be long."""
        process = super().process_view
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            return await sync_to_async(process)(request, view, args, kwargs)
        return process(request, view, args, kwargs)
