"""Whether a SQLite file is still the one that was opened, for those who only read it."""

import logging
import time
from pathlib import Path
from typing import Final

from mldb.database.sqlite import (
    FileChangedError,
    Identity,
    abandon_changed,
    identity_of,
    refusal_of_change,
)

_SECONDS_BETWEEN_LOOKS: Final = 1.0
_log = logging.getLogger(__name__)


class FileWatch:
    """Looks at the file now and then; whoever writes looks each time, at what they have open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: Identity = None
        self._looked_at = 0.0

    def look(self) -> None:
        """Look, if that was not done a moment ago.

        Raises:
            FileChangedError: it was moved, deleted or replaced since the first look.
        """
        now = time.monotonic()
        if now - self._looked_at < _SECONDS_BETWEEN_LOOKS:
            return
        self._looked_at, found = now, identity_of(self._path)
        if self._known is None:
            self._known = found
        elif found != self._known:
            raise refusal_of_change(self._path, is_there=found is not None)

    def forget(self, error: BaseException) -> None:
        """Take the file of this name for the right one from now on."""
        if isinstance(error, FileChangedError):
            _log.warning("%s", error)
            abandon_changed(self._path)
        self._known = None
