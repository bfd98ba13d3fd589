"""Limits of one client of a protocol for programs: requests at once, size and time of a body.

This stands before whatever answers, which would read a body to its end before it looks at it.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from mldb.errors import StorageError
from registry_app.accounts.callers import CALLER, Caller
from registry_app.core.refusal import Refusal
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


@dataclass(frozen=True)
class Rendered:
    """An error response."""

    status: int
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class ClientProtocol:
    """What a protocol says of its clients.

    `look_up` finds the caller of an `Authorization`, or the refusal of it. `admit` raises what
    refuses a scope that sends more than a little; `render` makes the response to an error.
    """

    look_up: Callable[[bytes | None], Awaitable[Caller | Refusal | None]]
    admit: Callable[[Any], Awaitable[None]]
    render: Callable[[Exception], Rendered]


class ClientLimits:
    """An ASGI application that refuses requests beyond the limits, and passes whole bodies on.

    The body of an operation that streams is passed on as it comes. The caller is looked up first: a
    token that is not valid takes neither memory nor a slot among the running requests.
    """

    def __init__(
        self,
        application: Application,
        protocol: ClientProtocol,
        streams: Streams = lambda _: False,
    ) -> None:
        self._application = application
        self._protocol = protocol
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
                caller = await self._protocol.look_up(header(scope, b"authorization"))
            client = _client(caller, address)
            with self._one_more(client, AT_ONCE):
                await self._within({**scope, CALLER: caller}, receive, send)
        except GoneError:
            return
        except (Refusal, StorageError, LimitError) as error:
            await _send(send, self._protocol.render(error))

    async def _within(self, scope: Any, receive: Any, send: Any) -> None:
        if self._streams(scope):
            await pass_on(self._application, scope, receive, send)
            return

        async def admit(_: int) -> None:
            await self._protocol.admit(scope)

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


async def _send(send: Any, refusal: Rendered) -> None:
    headers = {
        **refusal.headers,
        HEADER: request_id(),
        "Content-Length": str(len(refusal.content)),
        # The rest of the body is not read, so the connection can't be used again.
        "Connection": "close",
    }
    await send(
        {
            "type": "http.response.start",
            "status": refusal.status,
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
    )
    await send({"type": "http.response.body", "body": refusal.content})


def _too_many() -> Refusal:
    return Refusal(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"More than {AT_ONCE} requests of yours are running. Wait for some of them to end.",
        headers={"Retry-After": "1"},
    )
