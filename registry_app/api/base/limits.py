"""What the API takes from one client: so many requests at once, so large, and no slower.

This stands before Django, which would read a body to its end before it looks at it.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse

from mldb.errors import StorageError
from registry_app.accounts.identity import is_open_session
from registry_app.api.base.callers import KNOWN, Caller, look_up, unknown_caller
from registry_app.api.base.problems import Refusal, problem
from registry_app.api.base.refusals import storage_refusal
from registry_app.core.request_ids import BEGUN_AS, HEADER, begin_request, request_id
from registry_app.serving.bodies import (
    GoneError,
    as_received,
    check_headers,
    header,
    whole_body,
)
from registry_app.serving.limits import BODY_SECONDS, Limit, LimitError

Application = Callable[[Any, Any, Any], Awaitable[None]]

AT_ONCE: Final = 64
"""Requests of one token, or of one address without a token that opens something."""
LOOKED_UP_AT_ONCE: Final = 256
"""Requests of one address whose token is looked up at the moment."""


class Limits:
    """An ASGI application that refuses what goes beyond the limits, and gives on whole bodies.

    Who calls is found out first: neither memory nor a place among those that run is taken by who
    only says that they have a token.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._running: Counter[Any] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, if it is within the limits."""
        begin_request((header(scope, HEADER.lower().encode()) or b"").decode("latin-1"))
        scope = {**scope, BEGUN_AS: request_id()}
        address = (scope.get("client") or ("",))[0]
        try:
            check_headers(scope)
            with self._one_more(("looked up", address), LOOKED_UP_AT_ONCE):
                caller = await look_up(header(scope, b"authorization"))
            client = _client(caller, address)
            with self._one_more(client, AT_ONCE):
                await self._within({**scope, KNOWN: caller}, receive, send)
        except GoneError:
            return
        except Refusal as refusal:
            await _refuse(send, refusal)
        except StorageError as error:
            await _refuse(send, storage_refusal(error))
        except LimitError as error:
            await _refuse(send, _REFUSALS[error.limit])

    async def _within(self, scope: Any, receive: Any, send: Any) -> None:
        async def admit(_: int) -> None:
            await _check_known(scope)

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
    """Who shares a limit: the users of a token that opens something, or of an address."""
    return (caller.user_id, caller.token_name) if isinstance(caller, Caller) else address


async def _check_known(scope: Any) -> None:
    """Refuse a body that is more than small to whoever is not known.

    Raises:
        Refusal: nobody is.
    """
    caller = scope[KNOWN]
    if isinstance(caller, Refusal):
        raise caller
    if caller is None and not await is_open_session(scope):
        raise unknown_caller()


async def _refuse(send: Any, refusal: Refusal) -> None:
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


def _too_many() -> Refusal:
    return Refusal(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"More than {AT_ONCE} requests of yours are running. Wait for some of them to end.",
        headers={"Retry-After": "1"},
    )


_REFUSALS: Final = {
    Limit.HEADERS: Refusal(Limit.HEADERS.status, "The headers of this request are too large."),
    Limit.BODY_SIZE: Refusal(
        Limit.BODY_SIZE.status, "The body is too large. Send it in smaller parts."
    ),
    Limit.BODY_TIME: Refusal(
        Limit.BODY_TIME.status,
        f"The body took longer than {BODY_SECONDS} seconds. Nothing was changed: send it again.",
    ),
}
