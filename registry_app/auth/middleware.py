"""Lets a request through to its view if the person may call it, with services that act for them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers

from mldb.errors import NotFoundError, QuerySyntaxError, RuleViolationError, StorageError
from registry_app.auth.permissions import ANYBODY, MINIMUM_ROLE
from registry_app.registry import Registry
from registry_app.statuses import status_of
from registry_app.views.errors import error_page, not_allowed, storage_error


class RegistryMiddleware:
    """Comes after Django's authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as usual, but for a wrong method with a page; the rest waits for the view.

        No answer is kept: after logging out nobody goes back to it, and a part of a page that htmx
        asked for never stands where the whole page should.
        """
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response = not_allowed(request, response["Allow"])
        add_never_cache_headers(response)
        return response

    def process_view(
        self, request: Any, _view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Refuse who may not call this view; None lets the request through."""
        match = request.resolver_match
        if match.view_name not in MINIMUM_ROLE:
            raise ImproperlyConfigured(f"{match.view_name!r} has no row in MINIMUM_ROLE.")
        minimum = MINIMUM_ROLE[match.view_name]
        if minimum is ANYBODY:
            request.registry = Registry()
            return None
        try:
            is_known = request.user.is_authenticated
        except StorageError as error:
            return storage_error(request, error)
        if not is_known:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_role(minimum):
            raise PermissionDenied(f"This needs the role {minimum}; yours is {request.user.role}.")
        request.registry = Registry(request.user.username)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a domain error that the view left to us."""
        if isinstance(error, NotFoundError):
            return error_page(
                request, 404, str(error), "Perhaps it lies in the trash. Check the address."
            )
        if isinstance(error, RuleViolationError):
            return error_page(request, status_of(error), "This can't be done", str(error))
        if isinstance(error, QuerySyntaxError):
            return error_page(request, 400, "This search can't be read", str(error))
        return storage_error(request, error) if isinstance(error, StorageError) else None
