"""Detects for readers that a SQLite file was moved, deleted or replaced."""

import logging
import time
from pathlib import Path
from typing import Final

from mldb.database.file_identity import (
    FileChangedError,
    Identity,
    identity_of,
    refusal_of_change,
)
from mldb.database.open_file import abandon_changed

_SECONDS_BETWEEN_LOOKS: Final = 1.0
_log = logging.getLogger(__name__)


class FileWatch:
    """Checks the file at most once a second; writers check their open files each time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._accepted: Identity = None
        self._looked_at = 0.0

    def look(self) -> None:
        """Check the file, unless it was checked within the last second.

        Raises:
            FileChangedError: it was moved, deleted or replaced since the first check.
        """
        now = time.monotonic()
        if now - self._looked_at < _SECONDS_BETWEEN_LOOKS:
            return
        self._looked_at, found = now, identity_of(self._path)
        if self._accepted is None:
            self._accepted = found
        elif found != self._accepted:
            raise refusal_of_change(self._path, is_there=found is not None)

    def forget(self, error: BaseException) -> None:
        """Accept the file that the path leads to from now on, after this error."""
        if isinstance(error, FileChangedError):
            _log.warning("%s", error)
            abandon_changed(self._path)
        self._accepted = None
