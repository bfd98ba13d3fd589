"""Outer limits of every request: sizes, times and numbers (docs/decisions/0017)."""

import sys
from enum import Enum
from functools import cache
from http import HTTPStatus
from typing import Final

from django.conf import settings

HEADER_BYTES: Final = 65_536
"""Headers of one request, with its first line."""
HEADER_SECONDS: Final = 15
"""From a new connection, or the first byte of a request, to the end of its headers."""
BODY_SECONDS: Final = 30
"""From the end of the headers to the end of the body."""
STALL_SECONDS: Final = 60
"""How long a streamed body may bring nothing."""
WRITE_SECONDS: Final = 60
"""How long a client may read nothing of a response that waits for it."""
SMALL_BODY_BYTES: Final = 65_536
"""What is read of a body before anybody asks who sends it."""
STRANGERS_BYTES: Final = 32_000_000
"""Larger bodies of all clients together that are not logged in."""
DISCARDED_BYTES: Final = 32_000_000
"""What is read of a refused body and thrown away: who still sends would miss the response."""

LINGER_SECONDS: Final = 2
"""How long a connection is read from that was refused, so that the client sees the refusal."""

THREADS: Final = 16
"""Sync views that run at the same time: more would only keep the event loop from its turn."""
PAGES_AT_ONCE: Final = 256
"""Requests for pages that run or wait for a thread."""
CONNECTIONS: Final = 2_000
"""Connections of one process, if it may open that many files."""


class Limit(Enum):
    """A limit that a request exceeds: status, title, advice, seconds to wait."""

    HEADERS = (
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "The headers of this request are too large",
        "Delete this site's cookies, or use a shorter URL, then try again.",
        None,
    )
    BODY_SIZE = (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "This is too much at once",
        "Nothing was changed. Go back, where what you typed still is, and send a shorter text.",
        None,
    )
    BODY_TIME = (
        HTTPStatus.REQUEST_TIMEOUT,
        "This came too slowly",
        f"Nothing was changed. All of it has {BODY_SECONDS} seconds: go back and send it again.",
        None,
    )
    BODY_STALL = (
        HTTPStatus.REQUEST_TIMEOUT,
        "This stopped coming",
        f"Nothing was stored, as nothing came for {STALL_SECONDS} seconds: send it again.",
        None,
    )
    BUSY = (
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The site is busy",
        "Nothing was changed. Try again in a few seconds.",
        5,
    )

    def __init__(
        self, status: HTTPStatus, title: str, advice: str, retry_seconds: int | None
    ) -> None:
        self.status = status
        self.title = title
        self.advice = advice
        self.retry_seconds = retry_seconds


class LimitError(Exception):
    """A request goes beyond a limit."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(limit)
        self.limit = limit


def body_bytes() -> int:
    """The largest body."""
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)


def stream_limit() -> int:
    """How many live pages may be open; the other connections are left for all else."""
    return connection_limit() * 3 // 4


@cache
def connection_limit() -> int:
    """How many connections this process takes, with files left that it may open for all else."""
    if sys.platform == "win32":
        return CONNECTIONS
    import resource  # noqa: PLC0415  # not on Windows

    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if files == resource.RLIM_INFINITY:
        return CONNECTIONS
    return min(CONNECTIONS, max(files // 2, files - 256))
