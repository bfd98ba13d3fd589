"""Interfaces: the protocols that the site speaks, each below its own URL prefix."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Failure:
    """Why a request fails outside its view.

    `advice` says what to do next. With `keeps_form`, a page shows the values of the form that was
    sent; `retry_seconds` becomes the header Retry-After.
    """

    status: int
    title: str
    advice: str
    keeps_form: bool = False
    retry_seconds: int | None = None


@dataclass(frozen=True)
class Interface:
    """A protocol below one URL prefix.

    `render_failure` makes its error responses. `content_security_policy` replaces the policy of
    pages, unless a response has one of its own. Its responses are stored nowhere unless
    `cache_control` is given. `extends_sessions` says whether its requests count as use of a browser
    session.
    """

    prefix: str
    render_failure: Callable[[HttpRequest, Failure], HttpResponse]
    content_security_policy: str | None = None
    cache_control: str | None = None
    extends_sessions: bool = True

    def includes(self, path: str) -> bool:
        """Whether the path, without the site's root path, belongs to this interface."""
        return path == self.prefix or (self.prefix.endswith("/") and path.startswith(self.prefix))

    def fail(self, request: HttpRequest, failure: Failure) -> HttpResponse:
        """The error response in the form of this interface."""
        response = self.render_failure(request, failure)
        if failure.retry_seconds is not None:
            response["Retry-After"] = str(failure.retry_seconds)
        return response


def interface_of(path: str) -> Interface:
    """The interface to which a path belongs; the setting INTERFACES names all, pages last."""
    return next(one for one in _interfaces() if one.includes(path))


def fail(request: HttpRequest, failure: Failure) -> HttpResponse:
    """The error response in the form of the interface to which the request was sent."""
    return interface_of(request.path_info).fail(request, failure)


@cache
def _interfaces() -> tuple[Interface, ...]:
    interfaces: tuple[Interface, ...] = import_string(settings.INTERFACES)
    return interfaces
