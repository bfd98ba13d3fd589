"""Where the lines of the security log come from and where they go; docs/security-log.md lists them.

Logging is set up before anything else of Django, so nothing of it is imported here.
"""

import getpass
import logging
import logging.handlers
import os
from functools import cache
from typing import Any, Final

from mldb.security import LOGGER, written
from registry_app.core.request_ids import client_address, request_id

FORMAT: Final = "{asctime}Z {name} {origin} {message}"
DATE_FORMAT: Final = "%Y-%m-%dT%H:%M:%S"


class OriginFilter(logging.Filter):
    """Adds `origin` to log records: address and id of the request, or the OS user of a command."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        address = client_address()
        if address is None:
            record.origin = written({"os_user": _os_user()})
        else:
            record.origin = written({"address": address or "-", "request": request_id()})
        return True


class PrivateFile(logging.handlers.WatchedFileHandler):
    """A log file for its owner's eyes, which may be moved away while it is written."""

    def _open(self) -> Any:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, self.mode, encoding=self.encoding)


def logging_of(path: str) -> dict[str, Any]:
    """The parts of Django's LOGGING for the security log; without a path it goes to the console."""
    handler: dict[str, Any] = {"class": "logging.StreamHandler"}
    if path:
        handler = {"class": f"{__name__}.PrivateFile", "filename": path, "encoding": "utf-8"}
    return {
        "filters": {"origin": {"()": f"{__name__}.OriginFilter"}},
        "formatters": {"security": {"format": FORMAT, "style": "{", "datefmt": DATE_FORMAT}},
        "handlers": {"security": handler | {"filters": ["origin"], "formatter": "security"}},
        "loggers": {LOGGER: {"handlers": ["security"], "level": "INFO", "propagate": False}},
    }


@cache
def _os_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container may run under an id without a name.
        return str(os.getuid())
