"""The feed of changes for open pages."""

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
from registry_app.core.shared_queries import SharedQueries
from registry_app.serving.stopping import is_stopping

NEWEST: Final = 12
"""The ids of so many newest events are the state.

The newest alone would not do: events of concurrent transactions can appear out of order.
"""

POLL_SECONDS = 1.0
POLLS_PER_HEARTBEAT: Final = 15
HEARTBEATS: Final = 20
AT_ONCE: Final = 4
"""Concurrent queries of all streams, each of which takes a connection."""
_RETRY: Final = b"retry: 5000\n\n"
_HEARTBEAT: Final = b": nothing new\n\n"
_states = SharedQueries[bytes](AT_ONCE)
_models = SharedQueries[Any](AT_ONCE)
_sessions = SharedQueries[StaffAccount | None](AT_ONCE)
_log = logging.getLogger(__name__)


def state_of(newest_ids: Iterable[int]) -> str:
    """A short text that differs after every change, from the ids of the newest events."""
    return blake2b(repr(list(newest_ids)).encode(), digest_size=6).hexdigest()


async def state_event(model_name: str | None) -> bytes:
    """The state of a model, or of everything, as a server-sent event."""
    newest = await AsyncRegistry().audit.get_newest_ids(model_name, limit=NEWEST)
    return f"data: {state_of(newest)}\n\n".encode()


async def state_events(request: Any, model_name: str | None) -> AsyncIterator[bytes]:
    """The current state, and each new one.

    Ends after some minutes, when the session ends, when the database can't be reached, and when the
    server stops; browsers connect again by themselves.
    """
    sent = b""
    # Streams that began together, as after a restart, don't check their sessions together.
    polls = random.randint(1, POLLS_PER_HEARTBEAT)  # noqa: S311  # no secret
    yield _RETRY
    try:
        for _ in range(HEARTBEATS):
            for _ in range(polls):
                state = await _states.shared((model_name,), partial(state_event, model_name))
                if state != sent:
                    yield state
                sent = state
                await _until_next_poll()
                if is_stopping():
                    return
            polls = POLLS_PER_HEARTBEAT
            # Writing also shows whether the client still listens.
            yield _HEARTBEAT
            if not await _is_still_logged_in(request.session):
                return
    except StorageError as error:
        _log.warning("The live updates of a page ended: %s", error)


async def check_model(name: str) -> None:
    """Refuse a stream of a model that doesn't exist.

    Raises:
        NotFoundError: it doesn't exist.
    """
    await _models.shared((name,), partial(AsyncRegistry().models.get_by_name, name))


def kept_seconds() -> float:
    """How long all streams of a session rely on one check of it."""
    return POLL_SECONDS * POLLS_PER_HEARTBEAT / 2


async def _until_next_poll() -> None:
    """Wait for the moment at which all streams poll, so that they share one query."""
    now = asyncio.get_running_loop().time()
    await asyncio.sleep(POLL_SECONDS - now % POLL_SECONDS)


async def _is_still_logged_in(session: SessionBase) -> bool:
    """Whether the stream's session is still valid, checked once for all its streams."""
    key = session.session_key or ""
    account = await _sessions.shared((key,), lambda: account_of_session(key), kept_seconds())
    return may_go_on(session, account)
