"""Creates files that only their owner can read."""

import os
from pathlib import Path
from typing import Final

_OWNER_ONLY: Final = 0o600


def create_for_owner(path: Path) -> None:
    """Create an empty file of mode 0600, whatever the umask; an existing file keeps its mode.

    Raises:
        OSError: it can't be created.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY)
    except FileExistsError:
        return
    os.close(descriptor)
    path.chmod(_OWNER_ONLY)
