"""Notes in the background that a session is in use: no page waits for the write lock for it."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import cache
from threading import Lock

from mldb.errors import StorageError
from registry_app.core.registry import Registry

_log = logging.getLogger(__name__)
_waiting: set[str] = set()
_lock = Lock()


def note_use(key: str, expires_at: datetime) -> None:
    """Let the session expire then instead, some time soon."""
    with _lock:
        if key in _waiting:
            return
        _waiting.add(key)
    _worker().submit(_note, key, expires_at).add_done_callback(_tell)


def _note(key: str, expires_at: datetime) -> None:
    try:
        Registry().sessions.note_use(key, expires_at)
    finally:
        with _lock:
            _waiting.discard(key)


def _tell(noting: Future[None]) -> None:
    """Runs in the background, so errors go to the log; the next page tries again."""
    error = noting.exception()
    if isinstance(error, StorageError):
        _log.warning("The use of a session was not noted: %s", error)
    elif error is not None:
        _log.error("The use of a session was not noted.", exc_info=error)


@cache
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "session-use")
