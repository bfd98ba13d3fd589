"""A name for every request, which stands in its answer and in the log."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
# What a client or a proxy gives may be used, but stands in logs, so it is plain and short.
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default="-")

GetResponse = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


def request_id() -> str:
    """Id of the request that is being answered, or "-"."""
    return _current.get()


class RequestIdMiddleware:
    """Comes first: whatever answers, the answer has the id."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """Answer under an id."""
        if self.is_async:
            return self._async(request)
        _begin(request)
        return _marked(self.get_response(request))  # type: ignore[arg-type]  # is_async

    async def _async(self, request: HttpRequest) -> HttpResponseBase:
        _begin(request)
        return _marked(await self.get_response(request))  # type: ignore[misc]  # likewise


class RequestIdFilter(logging.Filter):
    """Gives log records the id as `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        record.request_id = request_id()
        return True


def _begin(request: HttpRequest) -> None:
    given = request.headers.get(HEADER, "")
    _current.set(given if _GIVEN.fullmatch(given) else secrets.token_hex(8))


def _marked(response: HttpResponseBase) -> HttpResponseBase:
    response.headers[HEADER] = request_id()
    return response
