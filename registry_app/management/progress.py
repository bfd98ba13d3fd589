"""How far long work is, on the error stream."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.core.management.base import OutputWrapper

_STEP: Final = 100_000


@contextmanager
def progress(stream: OutputWrapper) -> Iterator["Progress"]:
    """A function to call from time to time; the output after it starts on a new line."""
    telling = Progress(stream)
    try:
        yield telling
    finally:
        telling.finish_line()


class Progress:
    """One line that counts up on a terminal; elsewhere a line now and then."""

    def __init__(self, stream: OutputWrapper) -> None:
        self._stream = stream
        self._is_terminal = stream.isatty()
        self._kind = ""
        self._told = 0

    def __call__(self, kind: str, done: int) -> None:
        """Print how many rows of this type are done."""
        if kind != self._kind:
            self.finish_line()
            self._kind, self._told = kind, 0
        if self._is_terminal:
            self._stream.write(ending="\r")
            self._write(self._line(done))
        elif done - self._told >= _STEP:
            self._told = done
            self._write(f"{self._line(done)}\n")

    def _line(self, done: int) -> str:
        return f"{self._kind}: {done:,}"

    def finish_line(self) -> None:
        """Leave the cursor at the start of a line."""
        if self._is_terminal and self._kind:
            self._write("\n")

    def _write(self, text: str) -> None:
        # Not in the colour of errors, in which Django writes to this stream.
        self._stream.write(text, style_func=str, ending="")
        self._stream.flush()
