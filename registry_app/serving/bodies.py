"""Whole bodies, within the limits, in memory: nothing is kept of what goes beyond them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from registry_app.serving import limits
from registry_app.serving.limits import Limit, LimitError, body_bytes

Admission = Callable[[int], Awaitable[None]]
"""Raises what refuses a body that grows to so many bytes."""


class GoneError(Exception):
    """The client went away in the middle of the body: it has asked for nothing."""


def header(scope: Any, name: bytes) -> bytes | None:
    """A header of the request; given several times, the values joined; None if it is missing."""
    values = [value for given, value in scope["headers"] if given == name]
    return b",".join(values) if values else None


def check_headers(scope: Any) -> None:
    """Refuse a request whose headers are too large.

    Raises:
        LimitError: they are.
    """
    size = len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
    size += sum(len(name) + len(value) + 4 for name, value in scope["headers"])
    if size > limits.HEADER_BYTES:
        raise LimitError(Limit.HEADERS)


async def whole_body(scope: Any, receive: Any, admission: Admission) -> bytes:
    """All of the body; `admission` is asked before more than a little of it is kept.

    Raises:
        LimitError: it is too large or too slow.
        GoneError: the client went away.
    """
    deadline = asyncio.get_running_loop().time() + limits.BODY_SECONDS
    announced = announced_bytes(scope) or 0
    try:
        if announced > limits.SMALL_BODY_BYTES:
            await _check(announced, admission)
        parts, size = [], 0
        async for part in _parts(receive, deadline):
            size += len(part)
            if size > limits.SMALL_BODY_BYTES:
                await _check(size, admission)
            parts.append(part)
    except TimeoutError:
        raise LimitError(Limit.BODY_TIME) from None
    except GoneError:
        raise
    except Exception:
        if not waits_to_send(scope):
            await discard(_parts(receive, deadline))
        raise
    return b"".join(parts)


async def _check(size: int, admission: Admission) -> None:
    if size > body_bytes():
        raise LimitError(Limit.BODY_SIZE)
    await admission(size)


async def _parts(receive: Any, deadline: float) -> AsyncIterator[bytes]:
    """The body as it comes."""
    goes_on = True
    while goes_on:
        async with asyncio.timeout_at(deadline):
            message = await receive()
        if message["type"] == "http.disconnect":
            raise GoneError
        yield message.get("body", b"")
        goes_on = message.get("more_body", False)


async def discard(parts: AsyncIterator[bytes]) -> None:
    """Read the rest, as far as that makes sense, so that the client comes to read the response."""
    size = 0
    try:
        async for part in parts:
            size += len(part)
            if size > limits.DISCARDED_BYTES:
                return
    except (TimeoutError, LimitError, GoneError):
        return


def announced_bytes(scope: Any) -> int | None:
    """`Content-Length`; None if there is none, as of a body in chunks."""
    length = header(scope, b"content-length") or b""
    return int(length) if length.isdigit() and len(length) < 20 else None  # noqa: PLR2004  # digits


def waits_to_send(scope: Any) -> bool:
    """Whether the client sends the body only when it is asked to."""
    return (header(scope, b"expect") or b"").lower() == b"100-continue"


def as_received(body: bytes, receive: Any) -> Any:
    """Gives the body in one piece, and then the end of the connection, whatever else is sent."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Any:
        if messages:
            return messages.pop()
        while (message := await receive())["type"] == "http.request":
            pass
        return message

    return received
