"""Access to pages: the login, the minimum role, the password."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from mldb.errors import NotFoundError, QuerySyntaxError, RuleViolationError, StorageError
from registry_app.accounts.access import ANYBODY, Access, access_of
from registry_app.accounts.account import StaffAccount
from registry_app.accounts.confirming import is_confirmed
from registry_app.accounts.hashing import TooManyPasswordsError
from registry_app.accounts.identity import auser_of
from registry_app.core.interface import Failure, fail
from registry_app.core.registry import Registry
from registry_app.core.statuses import status_of
from registry_app.serving.errors import overloaded, refused, storage_error
from registry_app.serving.middleware import InLoop, View
from registry_app.web.account.interrupted import change_password_first, confirm_first, log_in_first
from registry_app.web.kit.errors import not_found_page


class PageAccess(InLoop):
    """Lets a request through to its view if the user may call it; comes after authentication."""

    async def process_view(
        self, request: Any, view: View, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """The refusal; None lets the request through, with services that act for the user."""
        access = access_of(view)
        if access.role is ANYBODY:
            request.registry = Registry()
            return None
        try:
            # Looked up now, so that nothing has to be lazy from here on.
            user = request.user = await auser_of(request)
        except StorageError as error:
            return storage_error(request, error)
        if not user.is_authenticated:
            return log_in_first(request)
        if not user.has_role(access.role):
            return refused(request, f"This needs the role {access.role}; yours is {user.role}.")
        request.registry = Registry(user.username)
        return _password_first(request, access, user)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The error page for a domain error that a view raised."""
        if isinstance(error, PermissionDenied):
            return refused(request, str(error))
        if isinstance(error, TooManyPasswordsError):
            return overloaded(request, error)
        if isinstance(error, NotFoundError):
            return not_found_page(request, error)
        if isinstance(error, RuleViolationError):
            title = "This can't be done"
            return fail(request, Failure(status_of(error), title, str(error), keeps_form=True))
        if isinstance(error, QuerySyntaxError):
            title = "This search can't be read"
            return fail(request, Failure(HTTPStatus.BAD_REQUEST, title, str(error)))
        return storage_error(request, error) if isinstance(error, StorageError) else None


def _password_first(request: Any, access: Access, user: StaffAccount) -> HttpResponseBase | None:
    """The page that asks for a password; None if the user may go on without."""
    if user.must_change_password and not access.with_given_password:
        return change_password_first(request)
    if access.is_sensitive and not is_confirmed(request.session):
        return confirm_first(request)
    return None
