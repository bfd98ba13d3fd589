"""Notes in the background that a session is in use: no page waits for the write lock for it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from threading import Lock

from mldb.errors import StorageError
from registry_app.registry import Registry

_log = logging.getLogger(__name__)
_waiting: set[str] = set()
_lock = Lock()


def note_use(key: str, expires_at: datetime) -> None:
    """Let the session expire then instead, some time soon."""
    with _lock:
        if key in _waiting:
            return
        _waiting.add(key)
    _worker().submit(_note, key, expires_at)


def _note(key: str, expires_at: datetime) -> None:
    try:
        Registry().sessions.note_use(key, expires_at)
    except StorageError as error:
        # The next page tries again.
        _log.warning("The use of a session was not noted: %s", error)
    finally:
        with _lock:
            _waiting.discard(key)


@cache
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "session-use")
