"""How open pages hear that what they show has changed."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Iterable
from functools import partial
from hashlib import blake2b
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase

from mldb.errors import StorageError
from registry_app.accounts.account import StaffAccount
from registry_app.accounts.identity import account_of_session, may_go_on
from registry_app.core.registry import AsyncRegistry
from registry_app.live.shared_looks import SharedLooks
from registry_app.serving.stopping import is_stopping

NEWEST: Final = 12
"""So many of the newest events are the state of what a page shows.

The very newest alone would not do: events of transactions side by side can appear out of order.
"""

SECONDS_BETWEEN_LOOKS = 1.0
LOOKS_BETWEEN_BEATS: Final = 15
BEATS: Final = 20
AT_ONCE: Final = 4
"""Looks into the database that streams make side by side, each of which takes a connection."""
_RETRY: Final = b"retry: 5000\n\n"
_BEAT: Final = b": nothing new\n\n"
_looks = SharedLooks[bytes](AT_ONCE)
_models = SharedLooks[Any](AT_ONCE)
_sessions = SharedLooks[StaffAccount | None](AT_ONCE)
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
    # Streams that began together, as after a restart, don't ask for their sessions together.
    looks = random.randint(1, LOOKS_BETWEEN_BEATS)  # noqa: S311  # no secret
    yield _RETRY
    try:
        for _ in range(BEATS):
            for _ in range(looks):
                state = await _looks.shared((model_name,), partial(told_state, model_name))
                if state != told:
                    yield state
                told = state
                await _until_next_look()
                if is_stopping():
                    return
            looks = LOOKS_BETWEEN_BEATS
            # Also how the server finds out that nobody listens any more.
            yield _BEAT
            if not await _is_still_logged_in(request.session):
                return
    except StorageError as error:
        _log.warning("A live page is no longer told of changes: %s", error)


async def check_model(name: str) -> None:
    """Refuse a stream of a model that isn't there.

    Raises:
        NotFoundError: it isn't.
    """
    await _models.shared((name,), partial(AsyncRegistry().models.get_by_name, name))


def kept_seconds() -> float:
    """How long all streams of a session rely on one look at it."""
    return SECONDS_BETWEEN_LOOKS * LOOKS_BETWEEN_BEATS / 2


async def _until_next_look() -> None:
    """Wait for the moment at which all streams look, so that they share what they see."""
    now = asyncio.get_running_loop().time()
    await asyncio.sleep(SECONDS_BETWEEN_LOOKS - now % SECONDS_BETWEEN_LOOKS)


async def _is_still_logged_in(session: SessionBase) -> bool:
    """Whether the stream's session still opens something, asked once for all its streams."""
    key = session.session_key or ""
    account = await _sessions.shared((key,), lambda: account_of_session(key), kept_seconds())
    return may_go_on(session, account)
