"""The feed of changes for open pages."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import partial
from hashlib import blake2b
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase

from registry_app.accounts.account import StaffAccount
from registry_app.accounts.identity import account_of_session, may_go_on
from registry_app.core.registry import AsyncRegistry
from registry_app.core.shared_queries import SharedQueries
from registry_app.serving.event_stream import AT_ONCE, event_stream, kept_seconds

NEWEST: Final = 12
"""The ids of so many newest events are the state.

The newest alone would not do: events of concurrent transactions can appear out of order.
"""

_states = SharedQueries[bytes](AT_ONCE)
_models = SharedQueries[Any](AT_ONCE)
_sessions = SharedQueries[StaffAccount | None](AT_ONCE)


def state_of(newest_ids: Iterable[int]) -> str:
    """A short text that differs after every change, from the ids of the newest events."""
    return blake2b(repr(list(newest_ids)).encode(), digest_size=6).hexdigest()


async def state_event(model_name: str | None) -> bytes:
    """The state of a model, or of everything, as a server-sent event."""
    newest = await AsyncRegistry().audit.get_newest_ids(model_name, limit=NEWEST)
    return f"data: {state_of(newest)}\n\n".encode()


async def run_state_event(public_id: str) -> bytes:
    """The state of a run and of what belongs to it, as a server-sent event."""
    return f"data: {await AsyncRegistry().run_reader.state(public_id)}\n\n".encode()


def state_events(request: Any, model_name: str | None) -> AsyncIterator[bytes]:
    """The current state of a model, or of everything, and each new one."""
    return _events(request, ("model", model_name), lambda: state_event(model_name))


def run_state_events(request: Any, public_id: str) -> AsyncIterator[bytes]:
    """The current state of a run, and each new one."""
    return _events(request, ("run", public_id), lambda: run_state_event(public_id))


async def check_model(name: str) -> None:
    """Refuse a stream of a model that doesn't exist.

    Raises:
        NotFoundError: it doesn't exist.
    """
    await _models.shared((name,), partial(AsyncRegistry().models.get_by_name, name))


async def check_run(public_id: str) -> None:
    """Refuse a stream of a run that doesn't exist.

    Raises:
        NotFoundError: it doesn't exist, or it or its experiment is in the trash.
    """
    await _states.shared(("run", public_id), partial(run_state_event, public_id))


def _events(
    request: Any, key: tuple[Any, ...], query: Callable[[], Awaitable[bytes]]
) -> AsyncIterator[bytes]:
    sent = b""

    async def next_event() -> bytes | None:
        nonlocal sent
        before, sent = sent, await _states.shared(key, query)
        return sent if sent != before else None

    return event_stream(next_event, partial(_is_still_logged_in, request.session))


async def _is_still_logged_in(session: SessionBase) -> bool:
    """Whether the stream's session is still valid, checked once for all its streams."""
    key = session.session_key or ""
    account = await _sessions.shared((key,), lambda: account_of_session(key), kept_seconds())
    return may_go_on(session, account)
