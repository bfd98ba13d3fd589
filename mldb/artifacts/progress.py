"""A progress bar of transfers on a terminal."""

import sys
from threading import Lock
from types import TracebackType
from typing import Any, Self


class StoppedError(Exception):
    """Another part of the same transfer failed, or was interrupted."""


class Progress:
    """Counts bytes; a bar on the error stream shows them if that is a terminal."""

    def __init__(self, what: str, total_bytes: int) -> None:
        self._lock = Lock()
        self._is_stopped = False
        self._bar: Any = _bar(what, total_bytes) if sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        """The counter."""
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the bar's line."""
        if self._bar is not None:
            self._bar.close()

    def add(self, size_bytes: int) -> None:
        """Count bytes that were transferred or didn't have to be.

        Raises:
            StoppedError: the transfer was stopped.
        """
        if self._is_stopped:
            raise StoppedError
        if self._bar is not None:
            with self._lock:
                self._bar.update(size_bytes)

    def stop(self) -> None:
        """Let everybody who counts here give up."""
        self._is_stopped = True


def _bar(what: str, total_bytes: int) -> Any:
    # Most programs have no terminal, and importing it takes a while.
    from tqdm import tqdm  # noqa: PLC0415

    return tqdm(total=total_bytes, desc=what, unit="B", unit_scale=True, unit_divisor=1024)
