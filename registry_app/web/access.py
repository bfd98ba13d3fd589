"""Lets a request through to its view if the person may call it, with services that act for them."""

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers

from mldb.errors import NotFoundError, QuerySyntaxError, RuleViolationError, StorageError
from mldb.values.enums import Role
from registry_app.accounts.account import StaffAccount
from registry_app.accounts.confirming import is_confirmed
from registry_app.accounts.hashing import TooManyPasswordsError
from registry_app.accounts.identity import auser_of
from registry_app.accounts.permissions import (
    ANYBODY,
    API,
    API_PATH,
    CONFIRMED,
    MINIMUM_ROLE,
    WITH_A_GIVEN_PASSWORD,
)
from registry_app.core.registry import Registry
from registry_app.core.statuses import status_of
from registry_app.serving.middleware import InLoop, View
from registry_app.web.kit.errors import (
    error_page,
    not_allowed,
    not_found_page,
    overloaded,
    refused,
    storage_error,
)
from registry_app.web.kit.interrupted import change_password_first, confirm_first, log_in_first
from registry_app.web.kit.typed import typed_in

_POLICY_OF_ANSWERS: Final = "default-src 'none'; frame-ancestors 'none'"


class RegistryMiddleware(InLoop):
    """Comes after Django's authentication."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """The answer as it is, but for a wrong method a page.

        No page is kept: after logging out nobody goes back to it, and a part of a page that htmx
        asked for never stands where the whole page should. Answers of the API may be kept by who
        asks each time whether they are still right.
        """
        if isinstance(response, HttpResponseNotAllowed):
            response = not_allowed(request, response["Allow"])
        if request.path_info.startswith(API_PATH):
            response.headers.setdefault("Cache-Control", "private, no-cache")
            # It is no page. django-csp leaves it alone, as its own decorator would have it.
            response.headers["Content-Security-Policy"] = _POLICY_OF_ANSWERS
            response._csp_exempt = True  # type: ignore[attr-defined]  # noqa: SLF001
        else:
            add_never_cache_headers(response)
        return response

    async def process_view(
        self, request: Any, _view: View, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Refuse who may not call this view; None lets the request through."""
        minimum = _minimum_role(request)
        if minimum is ANYBODY:
            request.registry = Registry()
            return None
        try:
            # Found out now, so that nothing has to be lazy from here on.
            user = request.user = await auser_of(request)
        except StorageError as error:
            return storage_error(request, error)
        if not user.is_authenticated:
            return log_in_first(request)
        if not user.has_role(minimum):
            return refused(request, f"This needs the role {minimum}; yours is {user.role}.")
        request.registry = Registry(user.username)
        return _password_first(request, user)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a domain error that the view left to us."""
        if isinstance(error, PermissionDenied):
            return refused(request, str(error))
        if isinstance(error, TooManyPasswordsError):
            return overloaded(request, error)
        if isinstance(error, NotFoundError):
            return not_found_page(request, error)
        if isinstance(error, RuleViolationError):
            status, title = status_of(error), "This can't be done"
            return error_page(request, status, title, str(error), typed=typed_in(request))
        if isinstance(error, QuerySyntaxError):
            return error_page(request, 400, "This search can't be read", str(error))
        return storage_error(request, error) if isinstance(error, StorageError) else None


def _password_first(request: Any, user: StaffAccount) -> HttpResponseBase | None:
    """The page that wants a password before anything else; None: nothing is in the way."""
    name = request.resolver_match.view_name
    if user.must_change_password and name not in WITH_A_GIVEN_PASSWORD:
        return change_password_first(request)
    if name in CONFIRMED and not is_confirmed(request.session):
        return confirm_first(request)
    return None


def _minimum_role(request: Any) -> Role | None:
    if request.resolver_match.namespace == API:
        # Before every operation of the API stands a gate of its own.
        return ANYBODY
    name = request.resolver_match.view_name
    if name not in MINIMUM_ROLE:
        raise ImproperlyConfigured(f"{name!r} has no row in MINIMUM_ROLE.")
    return MINIMUM_ROLE[name]
