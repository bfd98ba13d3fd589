"""The outer limits of pages and live streams, before Django keeps anything of a request."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from registry_app.accounts.identity import is_open_session
from registry_app.core.root_path import inner_path
from registry_app.serving import limits
from registry_app.serving.bodies import GoneError, as_received, check_headers, whole_body
from registry_app.serving.health import ALIVE
from registry_app.serving.limits import Limit, LimitError

Application = Callable[[Any, Any, Any], Awaitable[None]]

EXCEEDED: Final = "modelbook.exceeded"
"""Key of a scope: the limit that its request exceeds. Django's side makes a page of it."""


class WholeBodies:
    """An ASGI application that passes on whole bodies within the limits.

    A refused request is passed on without its body and with the exceeded limit, of which Django's
    side makes an error response.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._strangers = Strangers()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request."""
        with self._strangers.newcomer(scope) as admission:
            try:
                check_headers(scope)
                body = await whole_body(scope, receive, admission)
            except GoneError:
                return
            except LimitError as error:
                scope, body = {**scope, EXCEEDED: error.limit}, b""
            await self._application(scope, as_received(body, receive), send)


class Strangers:
    """Bodies of clients that are not logged in, which all together may take so much memory."""

    def __init__(self) -> None:
        self._bytes = 0

    @contextmanager
    def newcomer(self, scope: Any) -> Iterator[Callable[[int], Awaitable[None]]]:
        """Admission of one request's body, which is in memory to the end of the block."""
        admitted, is_known = 0, None

        async def admit(size: int) -> None:
            nonlocal admitted, is_known
            if is_known is None:
                is_known = await is_open_session(scope)
            if is_known:
                return
            if self._bytes + size - admitted > limits.STRANGERS_BYTES:
                raise LimitError(Limit.BUSY)
            self._bytes, admitted = self._bytes + size - admitted, size

        try:
            yield admit
        finally:
            self._bytes -= admitted


class Crowd:
    """An ASGI application that bounds how many requests run at once.

    A request counts until its response begins, so slow readers don't block others. With `lasting`
    it counts to the end of the response. The liveness probe never counts.
    """

    def __init__(self, application: Application, most: int, *, lasting: bool = False) -> None:
        self._application = application
        self._most = most
        self._lasting = lasting
        self._count = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request; one too many is given on with the reason for its refusal."""
        if EXCEEDED in scope or inner_path(scope) == f"/{ALIVE}":
            await self._application(scope, receive, send)
        elif self._is_full():
            await self._application({**scope, EXCEEDED: Limit.BUSY}, receive, send)
        else:
            await self._counted(scope, receive, send)

    def _is_full(self) -> bool:
        return self._count >= self._most

    async def _counted(self, scope: Any, receive: Any, send: Any) -> None:
        self._count += 1
        counted = True

        def leave() -> None:
            nonlocal counted
            self._count -= counted
            counted = False

        async def sent(message: Any) -> None:
            if not self._lasting:
                leave()
            await send(message)

        try:
            await self._application(scope, receive, sent)
        finally:
            leave()
