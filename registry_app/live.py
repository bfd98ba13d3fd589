"""How open pages hear that what they show has changed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from hashlib import blake2b
from typing import Any, Final

from mldb.errors import StorageError
from registry_app.auth.identity import is_still_logged_in
from registry_app.registry import AsyncRegistry
from registry_app.stopping import is_stopping

NEWEST: Final = 12
"""So many of the newest events are the state of what a page shows.

The very newest alone would not do: events of transactions side by side can appear out of order.
"""

SECONDS_BETWEEN_LOOKS = 1.0
LOOKS_BETWEEN_BEATS: Final = 15
BEATS: Final = 20
RETRY: Final = b"retry: 5000\n\n"
_BEAT: Final = b": nothing new\n\n"
_Looking = tuple[asyncio.AbstractEventLoop, str | None]
_looking: dict[_Looking, asyncio.Task[bytes]] = {}
_log = logging.getLogger(__name__)


def state_of(newest_ids: Iterable[int]) -> str:
    """A short text that is another one after every change; from the ids of the newest events."""
    return blake2b(repr(list(newest_ids)).encode(), digest_size=6).hexdigest()


async def told_state(model_name: str | None) -> bytes:
    """The state of a model, or of everything, as a server-sent event."""
    newest = await AsyncRegistry().audit.get_newest_ids(model_name, limit=NEWEST)
    return f"data: {state_of(newest)}\n\n".encode()


async def told_states(request: Any, model_name: str | None) -> AsyncIterator[bytes]:
    """The state now, and again whenever it is another one.

    Ends after some minutes, when the session opens nothing any more, when the database can't be
    reached, and when the server stops; browsers connect again by themselves.
    """
    told = b""
    yield RETRY
    try:
        for _ in range(BEATS):
            for _ in range(LOOKS_BETWEEN_BEATS):
                state = await _look(model_name)
                if state != told:
                    yield state
                told = state
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
                if is_stopping():
                    return
            # Also how the server finds out that nobody listens any more.
            yield _BEAT
            if not await is_still_logged_in(request):
                return
    except StorageError as error:
        _log.warning("A live page is no longer told of changes: %s", error)


async def _look(model_name: str | None) -> bytes:
    """The same, shared by all streams that look at this moment.

    It goes on when one of them is left: a connection is better given back than broken off.
    """
    key = asyncio.get_running_loop(), model_name
    if key not in _looking:
        _looking[key] = asyncio.create_task(told_state(model_name))
        _looking[key].add_done_callback(lambda _: _looking.pop(key))
    return await asyncio.shield(_looking[key])
