"""Notes in the background when sessions and API tokens were used, so that no request waits."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread

from mldb.errors import StorageError
from mldb.sync_db import APITokenService, StaffSessionService, default_database

_log = logging.getLogger(__name__)
_lock = Lock()
_waiting: set[tuple[str, object]] = set()
_queue: SimpleQueue[tuple[tuple[str, object], Callable[[], object]]] = SimpleQueue()
_threads: list[Thread] = []


def note_session_use(key: str, expires_at: datetime) -> None:
    """Note soon that the session of this key is in use, and now expires at this time."""
    sessions = StaffSessionService(default_database())
    _later(("a session", key), partial(sessions.note_use, key, expires_at))


def note_token_use(token_id: int) -> None:
    """Note soon that this API token is in use."""
    tokens = APITokenService(default_database())
    _later(("an API token", token_id), partial(tokens.note_use, token_id))


def _later(use: tuple[str, object], note: Callable[[], object]) -> None:
    """Let the thread note a use, unless it waits for that already.

    A thread, because an event loop may end with its request. A use that can't be noted is lost:
    the next one is noted instead.
    """
    with _lock:
        if not _threads or not _threads[0].is_alive():  # as in a forked child
            _threads[:] = [Thread(target=_note_all, name="uses", daemon=True)]
            _threads[0].start()
            _waiting.clear()
        if use in _waiting:
            return
        _waiting.add(use)
    _queue.put((use, note))


def _note_all() -> None:
    while True:
        use, note = _queue.get()
        try:
            note()
        except StorageError as error:
            _log.warning("The use of %s was not noted: %s", use[0], error)
        except Exception:  # noqa: BLE001  # logged; the thread has to survive it
            _log.exception("The use of %s was not noted.", use[0])
        finally:
            with _lock:
                _waiting.discard(use)
