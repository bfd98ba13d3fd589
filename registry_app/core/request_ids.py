"""A name for every request, which stands in its response and in the log, and where it came from.

Logging is set up before anything else of Django, so nothing of it is imported here.
"""

import logging
import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
BEGUN_AS = "modelbook.request_id"
"""Key of an ASGI scope: the id, of a request that began before Django saw it."""
# An id from a client or a proxy is used, but it appears in logs, so it is plain and short.
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default="-")
_address: ContextVar[str | None] = ContextVar("client_address", default=None)


def request_id() -> str:
    """Id of the current request, or "-"."""
    return _current.get()


def client_address() -> str | None:
    """Network address of the current request's client; None outside a request."""
    return _address.get()


def begin_request(given: str = "", address: str = "") -> None:
    """Begin under an id: the one that was given with the request, if it will do, or a new one."""
    _current.set(given if _GIVEN.fullmatch(given) else secrets.token_hex(8))
    _address.set(address)


class RequestIdFilter(logging.Filter):
    """Gives log records the id as `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        record.request_id = request_id()
        return True
