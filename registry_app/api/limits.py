"""What the API takes from one client: so many requests at once, so large, and no slower.

This stands before Django, which would read a body to its end before it looks at it. Under WSGI the
server's threads are the limit, and Django's own one of the size holds.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpResponse

from registry_app.api.problems import Refusal, problem
from registry_app.request_ids import HEADER, begin_request, request_id

Application = Callable[[Any, Any, Any], Awaitable[None]]

AT_ONCE: Final = 64
BODY_SECONDS: Final = 30


class Limits:
    """An ASGI application that refuses what goes beyond the limits, and gives on whole bodies."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._running: Counter[bytes] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, if it is within the limits."""
        client = _client(scope)
        if self._running[client] >= AT_ONCE:
            await _refuse(send, _TOO_MANY)
            return
        self._running[client] += 1
        try:
            await self._within(scope, receive, send)
        finally:
            self._running[client] -= 1
            # A counter would keep what is zero.
            self._running += Counter()

    async def _within(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(scope, receive)
        except ConnectionError:
            return
        except TimeoutError:
            await _refuse(send, _TOO_SLOW)
            return
        if body is None:
            await _refuse(send, _TOO_LARGE)
            return
        await self._application(scope, _Received(body, receive), send)


class _Received:
    """Gives the body at once, then whatever else the client sends."""

    def __init__(self, body: bytes, receive: Any) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Any:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _client(scope: Any) -> bytes:
    """Who shares a limit: the users of a token, or of an address."""
    token = next((value for name, value in scope["headers"] if name == b"authorization"), None)
    return token or str((scope.get("client") or ("",))[0]).encode()


async def _body(scope: Any, receive: Any) -> bytes | None:
    """All of it; None if it is too large.

    Raises:
        ConnectionError: the client went away in the middle, so nothing must be done.
    """
    most = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    if announced.isdigit() and int(announced) > most:
        return None
    parts, size, goes_on = [], 0, True
    while goes_on and size <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        goes_on = message.get("more_body", False)
    return b"".join(parts) if size <= most else None


async def _refuse(send: Any, refusal: Refusal) -> None:
    begin_request()
    response: HttpResponse = problem(refusal)
    response.headers[HEADER] = request_id()
    response.headers["Content-Length"] = str(len(response.content))
    # The rest of the body is not read, so the connection can't be used again.
    response.headers["Connection"] = "close"
    await send(
        {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": [
                (name.lower().encode(), value.encode()) for name, value in response.items()
            ],
        }
    )
    await send({"type": "http.response.body", "body": response.content})


_TOO_MANY: Final = Refusal(
    HTTPStatus.TOO_MANY_REQUESTS,
    f"More than {AT_ONCE} requests of yours are running. Wait for some of them to end.",
    headers={"Retry-After": "1"},
)
_TOO_SLOW: Final = Refusal(
    HTTPStatus.REQUEST_TIMEOUT,
    f"The body took longer than {BODY_SECONDS} seconds. Nothing was changed: send it again.",
)
_TOO_LARGE: Final = Refusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large. Send it in smaller parts."
)
