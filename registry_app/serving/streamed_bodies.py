"""Bodies that a view reads as they come, because they are larger than memory should hold."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from typing import Any, Final, Protocol

from django.http import HttpRequest

from registry_app.serving import limits
from registry_app.serving.bodies import (
    GoneError,
    announced_bytes,
    as_received,
    discard,
    waits_to_send,
)
from registry_app.serving.limits import Limit, LimitError

_BODY: Final = "modelbook.streamed_body"
"""Key of an ASGI scope for its `StreamedBody`."""
# Each write changes threads, so that many small ones would take long.
_BLOCK_BYTES: Final = 2 * 2**20


class StreamedBody:
    """The body of one request.

    It is read no faster than its parts are taken, so that little of it is in memory. Its size is
    not limited here, nor is the time, as long as something comes.
    """

    def __init__(self, scope: Any, receive: Any) -> None:
        self.announced_bytes = announced_bytes(scope)
        self._waits_to_send = waits_to_send(scope)
        self._receive = receive
        self._is_begun = False
        self._has_ended = self._is_whole = False

    async def parts(self) -> AsyncIterator[bytes]:
        """The rest of the body as it comes.

        Raises:
            LimitError: nothing came for too long.
            GoneError: the client went away.
        """
        while not self._has_ended:
            yield await self._next()

    async def _next(self) -> bytes:
        self._is_begun = True
        try:
            async with asyncio.timeout(limits.STALL_SECONDS):
                message = await self._receive()
        except TimeoutError:
            self._has_ended = True
            raise LimitError(Limit.BODY_STALL) from None
        if message["type"] == "http.disconnect":
            self._has_ended = True
            raise GoneError
        self._has_ended = self._is_whole = not message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part

    async def is_read(self) -> bool:
        """Whether the whole body was read; what the view left of it is thrown away."""
        if self._is_coming:
            with suppress(TimeoutError):
                async with asyncio.timeout(limits.BODY_SECONDS):
                    await discard(self.parts())
        return self._is_whole

    async def linger(self) -> None:
        """Read on for a moment: a connection that is closed before would lose the response."""
        if self._is_coming:
            with suppress(TimeoutError, LimitError, GoneError):
                async with asyncio.timeout(limits.LINGER_SECONDS):
                    async for _ in self.parts():
                        pass

    @property
    def _is_coming(self) -> bool:
        """Whether there is more; a client that waits to be asked for its body was perhaps not."""
        return not self._has_ended and (self._is_begun or not self._waits_to_send)


async def pass_on(application: Any, scope: Any, receive: Any, send: Any) -> None:
    """Call an application whose view reads the body from `streamed_body`."""
    body = StreamedBody(scope, receive)
    is_read = True

    async def sent(message: Any) -> None:
        nonlocal is_read
        if message["type"] == "http.response.start":
            is_read = await body.is_read()
            if not is_read:
                # What is still to come is no request.
                close = (b"connection", b"close")
                message = {**message, "headers": [*message["headers"], close]}
        elif not is_read and not message.get("more_body", False):
            await send({**message, "more_body": True})
            await body.linger()
            message = {**message, "body": b""}
        await send(message)

    await application({**scope, _BODY: body}, as_received(b"", receive), sent)


def body_of(scope: Any) -> StreamedBody:
    """The body of a request that came by `pass_on`."""
    body: StreamedBody = scope[_BODY]
    return body


def streamed_body(request: HttpRequest) -> StreamedBody:
    """The body of a request to Django that came by `pass_on`."""
    return body_of(request.scope)  # type: ignore[attr-defined]  # an ASGIRequest


class Writer(Protocol):
    """What takes bytes."""

    def write(self, data: bytes) -> Coroutine[Any, Any, None]:
        """Append the bytes."""


async def write_body(body: StreamedBody, writer: Writer) -> None:
    """Write the whole body; while a block is written, the next one comes.

    Raises:
        LimitError: nothing came for too long.
        GoneError: the client went away.
    """
    writing: asyncio.Task[None] | None = None
    try:
        async for block in _blocks(body.parts()):
            if writing is not None:
                await writing
            writing = asyncio.create_task(writer.write(block))
    finally:
        # Nobody may close the writer before.
        if writing is not None:
            await asyncio.wait([writing])
    if writing is not None:
        await writing


async def _blocks(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    block, size = [], 0
    async for part in parts:
        block.append(part)
        size += len(part)
        if size >= _BLOCK_BYTES:
            yield b"".join(block)
            block, size = [], 0
    if size:
        yield b"".join(block)
