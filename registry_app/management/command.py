"""The base of all commands: their output can't control a terminal."""

import sys
from typing import Any, Final

from django.core.management.base import BaseCommand, OutputWrapper

from mldb.terminal import printable

_LINES: Final = "\n\t"


class PrintableOutput(OutputWrapper):
    """Escapes control characters, before colours are added."""

    def write(  # type: ignore[override]  # Django's signature, not that of a text stream
        self, msg: str = "", style_func: Any = None, ending: str | None = None
    ) -> None:
        """Print lines of text; `ending` is written as it is."""
        super().write(printable(msg, keep=_LINES), style_func, ending)


class RegistryCommand(BaseCommand):
    """A command whose output and refusals may hold names and paths from anywhere."""

    def execute(self, *args: Any, **options: Any) -> Any:
        """Run with outputs that escape; refusals are printed through them, too."""
        self.stdout = PrintableOutput(options.pop("stdout", None) or sys.stdout)
        self.stderr = PrintableOutput(options.pop("stderr", None) or sys.stderr)
        self.stderr.style_func = self.style.ERROR
        return super().execute(*args, **options)
