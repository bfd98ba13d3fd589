"""Streams of server-sent events, which last for some minutes."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from django.http import StreamingHttpResponse

from mldb.errors import NotFoundError, StorageError
from registry_app.serving.stopping import is_stopping

MEDIA_TYPE: Final = "text/event-stream"
POLL_SECONDS = 1.0
POLLS_PER_HEARTBEAT: Final = 15
HEARTBEATS: Final = 20
AT_ONCE: Final = 4
"""Concurrent queries of all streams of one type, each of which takes a connection."""
_RETRY: Final = b"retry: 5000\n\n"
_HEARTBEAT: Final = b": nothing new\n\n"
# Otherwise nginx would collect events until it has enough of them.
_HEADERS: Final = {"X-Accel-Buffering": "no"}
_log = logging.getLogger(__name__)


def event_response(events: AsyncIterator[bytes]) -> StreamingHttpResponse:
    """The response that sends these events."""
    content_type = f"{MEDIA_TYPE}; charset=utf-8"
    return StreamingHttpResponse(events, content_type=content_type, headers=_HEADERS)


async def event_stream(
    next_event: Callable[[], Awaitable[bytes | None]], may_go_on: Callable[[], Awaitable[bool]]
) -> AsyncIterator[bytes]:
    """The events that `next_event` has when it is asked; None: there is none.

    Ends after some minutes, when the caller may not go on, when what it is about is gone or the
    database can't be reached, and when the server stops; browsers connect again by themselves.
    """
    # Streams that began together, as after a restart, don't check their callers together.
    polls = random.randint(1, POLLS_PER_HEARTBEAT)  # noqa: S311  # no secret
    yield _RETRY
    try:
        for _ in range(HEARTBEATS):
            for _ in range(polls):
                event = await next_event()
                if event is not None:
                    yield event
                await _until_next_poll()
                if is_stopping():
                    return
            polls = POLLS_PER_HEARTBEAT
            # Writing also shows whether the client still listens.
            yield _HEARTBEAT
            if not await may_go_on():
                return
    except NotFoundError:
        return
    except StorageError as error:
        _log.warning("A stream of live updates ended: %s", error)


def kept_seconds() -> float:
    """How long all streams of a caller rely on one check of it."""
    return POLL_SECONDS * POLLS_PER_HEARTBEAT / 2


async def _until_next_poll() -> None:
    """Wait for the moment at which all streams poll, so that they share one query."""
    now = asyncio.get_running_loop().time()
    await asyncio.sleep(POLL_SECONDS - now % POLL_SECONDS)
