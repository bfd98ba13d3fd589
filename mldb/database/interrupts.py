"""Delays Ctrl-C, and other signals whose handlers raise, until they leave no transaction open.

Python runs a signal's handler between any two steps of the main thread: also right after a block
has begun its transaction, before it can end it. The exception's traceback would then keep the
transaction, and with it the lock of the file, open for as long as it exists.
"""

import signal
import sys
import threading

# `signal` turns each handler into an enumeration's member if it can, which takes as long as a read.
from _signal import getsignal as _getsignal  # type: ignore[import-not-found]  # not in the stubs
from _signal import signal as _signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Final, Self

_SIGNALS: Final = tuple(
    int(getattr(signal, name))
    for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGUSR1", "SIGUSR2")
    if hasattr(signal, name)  # Windows has the first two
)
_AGAIN_SECONDS: Final = 0.005
# Modules and packages that begin and end transactions.
_INSIDE: Final = ("mldb.database.", "mldb.sync_db._engine", "mldb.sync_db.session")
_MACHINERY: Final = {"sqlalchemy", "contextlib"}
_Handler = Callable[[int, FrameType | None], Any]


class Shield:
    """A context manager that handles signals only where the block's end will still be reached.

    Elsewhere a signal waits until other code runs, at the latest until the end of the block. Only
    the main thread gets signals.
    """

    __slots__ = ("__weakref__", "_handlers", "_is_over", "_lock", "_waiting")

    def __init__(self) -> None:
        self._handlers: dict[int, _Handler] = {}
        self._waiting: list[int] = []
        self._lock = threading.Lock()
        self._is_over = False

    @property
    def is_active(self) -> bool:
        """Whether this shield handles signals."""
        return bool(self._handlers)

    def __enter__(self) -> Self:
        if threading.get_ident() == threading.main_thread().ident:
            for number in _SIGNALS:
                handler = _getsignal(number)
                # Inside the block of another shield that one is enough.
                if callable(handler) and getattr(handler, "__func__", None) is not Shield._meet:
                    self._handlers[number] = handler
                    _signal(number, self._meet)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._handlers:
            return
        with self._lock:
            self._is_over = True
        for number, handler in reversed(self._handlers.items()):
            if getattr(_getsignal(number), "__self__", None) is self:
                _signal(number, handler)
        self.strike()

    def strike(self) -> None:
        """Handle the waiting signal; to be called only where no transaction or lock is open."""
        if self._waiting:
            number = self._waiting[0]
            self._waiting.clear()
            self._handlers[number](number, sys._getframe())  # noqa: SLF001  # as Python would

    def _meet(self, number: int, frame: FrameType | None) -> None:
        if _may_strike(frame):
            self._waiting.clear()
            self._handlers[number](number, frame)
            return
        is_first = not self._waiting
        self._waiting.append(number)
        if is_first:
            again = threading.Timer(_AGAIN_SECONDS, self._try_again, [number])
            again.daemon = True
            again.start()

    def _try_again(self, number: int) -> None:
        with self._lock:
            if self._waiting and not self._is_over:
                self._waiting.clear()
                _send_to_main_thread(number)


def _send_to_main_thread(number: int) -> None:
    if hasattr(signal, "pthread_kill"):  # it also interrupts a blocking call
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)


def _may_strike(frame: FrameType | None) -> bool:
    """Whether the frame runs the block's own code, rather than code that begins and ends it.

    For a frame of the standard library, its caller decides.
    """
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        package = name.partition(".")[0]
        if package in _MACHINERY or name.startswith(_INSIDE):
            return False
        if package not in sys.stdlib_module_names:
            return True
        frame = frame.f_back
    return True
