"""Limits of the API for one client: requests at once, and the size and the time of a body.

This stands before Django, which would read a body to its end before it looks at it.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

from mldb.errors import StorageError
from registry_app.accounts.identity import is_open_session
from registry_app.api.base.callers import CALLER, Caller, look_up, unknown_caller
from registry_app.api.base.problems import problem_response
from registry_app.api.base.refusal import Refusal
from registry_app.core.request_ids import BEGUN_AS, HEADER, begin_request, request_id
from registry_app.serving.bodies import (
    GoneError,
    as_received,
    check_headers,
    header,
    whole_body,
)
from registry_app.serving.limits import LimitError
from registry_app.serving.streamed_bodies import pass_on

Application = Callable[[Any, Any, Any], Awaitable[None]]
Streams = Callable[[Any], bool]
"""Whether the operation to which this ASGI scope belongs reads its body as it comes."""

AT_ONCE: Final = 64
"""Requests of one token, or of one network address without a valid token."""
LOOKED_UP_AT_ONCE: Final = 256
"""Requests of one network address whose token is being looked up."""


class Limits:
    """An ASGI application that refuses requests beyond the limits, and passes whole bodies on.

    The body of an operation that streams is passed on as it comes. The caller is looked up first: a
    token that is not valid takes neither memory nor a slot among the running requests.
    """

    def __init__(self, application: Application, streams: Streams = lambda _: False) -> None:
        self._application = application
        self._streams = streams
        self._running: Counter[Any] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Handle a request, if it is within the limits."""
        begin_request((header(scope, HEADER.lower().encode()) or b"").decode("latin-1"))
        scope = {**scope, BEGUN_AS: request_id()}
        address = (scope.get("client") or ("",))[0]
        try:
            check_headers(scope)
            with self._one_more(("looked up", address), LOOKED_UP_AT_ONCE):
                caller = await look_up(header(scope, b"authorization"))
            client = _client(caller, address)
            with self._one_more(client, AT_ONCE):
                await self._within({**scope, CALLER: caller}, receive, send)
        except GoneError:
            return
        except (Refusal, StorageError, LimitError) as error:
            await _refuse(send, error)

    async def _within(self, scope: Any, receive: Any, send: Any) -> None:
        if self._streams(scope):
            await pass_on(self._application, scope, receive, send)
            return

        async def admit(_: int) -> None:
            await _check_caller(scope)

        body = await whole_body(scope, receive, admit)
        await self._application(scope, as_received(body, receive), send)

    @contextmanager
    def _one_more(self, client: Any, most: int) -> Iterator[None]:
        if self._running[client] >= most:
            raise _too_many()
        self._running[client] += 1
        try:
            yield
        finally:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]


def _client(caller: Caller | Refusal | None, address: str) -> Any:
    """Key of a limit: the token if it is valid, else the network address."""
    return (caller.user_id, caller.token_name) if isinstance(caller, Caller) else address


async def _check_caller(scope: Any) -> None:
    """Refuse a body that is more than small to an unknown caller.

    Raises:
        Refusal: the caller is unknown.
    """
    caller = scope[CALLER]
    if isinstance(caller, Refusal):
        raise caller
    if caller is None and not await is_open_session(scope):
        raise unknown_caller()


async def _refuse(send: Any, error: Exception) -> None:
    response = problem_response(None, error)
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


def _too_many() -> Refusal:
    return Refusal(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"More than {AT_ONCE} requests of yours are running. Wait for some of them to end.",
        headers={"Retry-After": "1"},
    )
