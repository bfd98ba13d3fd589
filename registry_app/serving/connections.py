"""Limits of connections, which end before there is a request that an application could refuse.

uvicorn itself waits for ever for a connection's first request, takes headers of any size and keeps
connections to clients that read nothing. It has no setting for any of that, and chooses the class
of its connections before it imports the application. So the classes themselves are made to give
guarded ones, whatever command starts uvicorn. tests/web/serving/test_connections.py checks each
private part of uvicorn that this uses.
"""

import asyncio
import logging
from contextvars import copy_context
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from registry_app.core.request_ids import HEADER, begin_request, request_id
from registry_app.serving import limits

_log = logging.getLogger(__name__)


class Guard(asyncio.Protocol):
    """A connection of uvicorn's that is refused or closed beyond the limits.

    It waits until a request with its body has come; of all connections that wait the one that has
    done so longest makes room for a new one when there are too many. A part of a body begins the
    time anew, so that a long upload doesn't make room for silent connections.
    """

    connections: set[Any]
    cycle: Any
    loop: asyncio.AbstractEventLoop
    client: Any
    server_state: Any
    transport: asyncio.Transport

    _timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None
    _is_refused = False
    _bytes = 0
    """What came since the last request, or beside the body of this one."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Wait for the first request, if there is room."""
        super().connection_made(transport)
        if len(self.connections) > limits.connection_limit() and not self._make_room():
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections. Try again later.")
            return
        self._waiting[self] = None
        self._start_timer()

    def data_received(self, data: bytes) -> None:
        """Read on, if that is within the limits."""
        if self._is_refused or self.transport.is_closing():
            return
        self._bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing() or self not in self.connections:
            self._forget()
        elif self._is_answered():
            self._headers_are_here()
        elif self._bytes > limits.HEADER_BYTES:
            self._refuse(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, limits.Limit.HEADERS.title + "."
            )
        elif self._timer is None:
            self._start_timer()

    def on_response_complete(self) -> None:
        """Wait for the next request; uvicorn's own time for that runs until its first byte."""
        super().on_response_complete()  # type: ignore[misc]  # uvicorn's
        if not self.transport.is_closing() and not self._is_answered():
            self._bytes = 0
            self._waiting[self] = None

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._write_timer = self.loop.call_later(limits.WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read."""
        super().resume_writing()
        self._stop_write_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Keep nothing."""
        self._forget()
        super().connection_lost(exc)

    @property
    def _waiting(self) -> dict["Guard", None]:
        """Connections of the server that wait, in the order in which they began to."""
        waiting: dict[Guard, None] = vars(self.server_state).setdefault("modelbook_waiting", {})
        return waiting

    def _is_answered(self) -> bool:
        """Whether there is a request, perhaps without its whole body, and no whole response."""
        return self.cycle is not None and not self.cycle.response_complete

    def _headers_are_here(self) -> None:
        self._stop_timer()
        self._waiting.pop(self, None)
        if self.cycle.more_body:
            self._waiting[self] = None

    def _make_room(self) -> bool:
        oldest = next(iter(self._waiting), None)
        if oldest is None:
            return False
        self._waiting.pop(oldest)
        oldest.transport.abort()
        return True

    def _start_timer(self) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(limits.HEADER_SECONDS, self._headers_are_late)

    def _headers_are_late(self) -> None:
        self._timer = None
        if self._bytes:
            self._refuse(
                HTTPStatus.REQUEST_TIMEOUT,
                f"The headers took longer than {limits.HEADER_SECONDS} seconds.",
            )
        else:
            self._forget()
            self.transport.close()

    def _forget(self) -> None:
        self._waiting.pop(self, None)
        self._stop_timer()
        self._stop_write_timer()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        self._forget()
        self._is_refused = True
        copy_context().run(self._answer, status, sentence)
        if not self._bytes:
            self.transport.close()
            return
        # Closed with unread bytes, the connection would be reset, and the response lost.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(limits.LINGER_SECONDS, self.transport.abort)

    def _answer(self, status: HTTPStatus, sentence: str) -> None:
        begin_request()
        address = self.client[0] if self.client else "-"
        _log.warning("%s, sent to %s: %s", status.value, address, sentence)
        body = f"{sentence}\n".encode()
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "content-type: text/plain; charset=utf-8",
            f"content-length: {len(body)}",
            f"{HEADER.lower()}: {request_id()}",
            "retry-after: 5",
            "connection: close",
        ]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + body)


class GuardedHttpTools(Guard, HttpToolsProtocol):
    """With the parser httptools, which limits nothing."""

    _headers_end = False
    _body_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Also count what a body in chunks brings beside the body."""
        super().data_received(data)
        # A chunk of one byte takes six.
        if self._headers_end and self._bytes > limits.HEADER_BYTES + 8 * self._body_bytes:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._headers_end, self._body_bytes = False, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those behind the body, which nobody reads, are not kept."""
        if not self._headers_end:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin the body."""
        self._headers_end, self._bytes = True, 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End the request."""
        self._headers_end, self._bytes = False, 0
        super().on_message_complete()


class GuardedH11(Guard, H11Protocol):
    """With the parser h11, which limits headers and trailers by itself."""


_GUARDED: dict[Any, type[Any]] = {HttpToolsProtocol: GuardedHttpTools, H11Protocol: GuardedH11}


def guard_connections() -> None:
    """Let uvicorn make guarded connections from now on."""

    def new(cls: type[Any], *_: Any, **__: Any) -> Any:
        made: type[Any] = _GUARDED.get(cls, cls)
        return object.__new__(made)

    for one in _GUARDED:
        one.__new__ = new
