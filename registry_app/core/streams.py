"""Answers that are sent piece by piece, under WSGI and ASGI alike."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest


def sent_to(
    request: HttpRequest, chunks: Iterator[bytes]
) -> Iterator[bytes] | AsyncIterator[bytes]:
    """The chunks as this request's server takes them one by one.

    Under ASGI Django would read a common iterator to its end before it sends anything.
    """
    return _from_thread(chunks) if isinstance(request, ASGIRequest) else chunks


def sent_async(
    request: HttpRequest, chunks: AsyncIterator[bytes]
) -> Iterator[bytes] | AsyncIterator[bytes]:
    """The same for chunks that are made asynchronously, which WSGI can't wait for."""
    return chunks if isinstance(request, ASGIRequest) else _from_loop(chunks)


async def _from_thread(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    # Each in a thread: what makes them reads files or a database, and would block other requests.
    following = sync_to_async(lambda: next(chunks, b""), thread_sensitive=False)
    while chunk := await following():
        yield chunk


def _from_loop(chunks: AsyncIterator[bytes]) -> Iterator[bytes]:
    async def following() -> bytes:
        return await anext(chunks, b"")

    with asyncio.Runner() as runner:
        while chunk := runner.run(following()):
            yield chunk
