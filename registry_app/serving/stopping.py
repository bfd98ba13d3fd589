"""Whether the server is about to stop: it waits for all responses to end, also for endless ones."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Event, current_thread, main_thread
from typing import Any, Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_stopping = Event()


def is_stopping() -> bool:
    """Whether the process was asked to end."""
    return _stopping.is_set()


@contextmanager
def noticing_stops() -> Iterator[None]:
    """Notice signals that end the process inside the block; their handlers run as before.

    Servers end an application's lifespan only after its last response. Outside the main thread no
    signal can be noticed, but such a thread ends with the process.
    """
    before: dict[signal.Signals, Any] = {}
    if current_thread() is main_thread():
        before = {number: signal.getsignal(number) for number in _SIGNALS}
    noticed = {number: handler for number, handler in before.items() if callable(handler)}
    for number, handler in noticed.items():
        signal.signal(number, partial(_notice, handler))
    try:
        yield
    finally:
        for number, handler in noticed.items():
            signal.signal(number, handler)
        _stopping.clear()


def _notice(handler: Callable[[int, Any], Any], number: int, frame: Any) -> None:
    _stopping.set()
    handler(number, frame)
