"""When tokens were used last: written down beside the requests, which never wait for it."""

import logging
from queue import SimpleQueue
from threading import Lock, Thread

from mldb.errors import StorageError
from mldb.sync_db import APITokenService, Database, default_database

_log = logging.getLogger(__name__)
_lock = Lock()
_waiting: set[int] = set()
_queue: SimpleQueue[tuple[Database, int]] = SimpleQueue()
_threads: list[Thread] = []


def note_use(token_id: int) -> None:
    """Have the use of this token written down soon, if the database lets us.

    A thread does it, also where a request has an event loop of its own, which ends with it. What
    can't be written is left to the token's next use.
    """
    with _lock:
        if not _threads or not _threads[0].is_alive():  # in a forked child it isn't
            _threads[:] = [Thread(target=_write_down, name="token uses", daemon=True)]
            _threads[0].start()
            _waiting.clear()
        if token_id in _waiting:
            return
        _waiting.add(token_id)
    _queue.put((default_database(), token_id))


def _write_down() -> None:
    while True:
        database, token_id = _queue.get()
        try:
            APITokenService(database).note_use(token_id)
        except StorageError as error:
            _log.warning("The use of an API token could not be written down: %s", error)
        finally:
            with _lock:
                _waiting.discard(token_id)
