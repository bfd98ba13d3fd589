"""Answers that are sent piece by piece."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async


async def in_threads(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks, sent one by one: Django would read a sync iterator to its end first.

    Each is made in a thread: that reads files or a database, and would block other requests.
    """
    following = sync_to_async(lambda: next(chunks, b""), thread_sensitive=False)
    while chunk := await following():
        yield chunk
