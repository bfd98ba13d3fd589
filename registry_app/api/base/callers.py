"""Who calls the API: a program with a token, or a person who is logged in in a browser."""

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest
from ninja.utils import check_csrf  # Django's own check skips the views of ninja

from mldb.security import note
from mldb.values.enums import Role
from registry_app.accounts.callers import CALLER, Caller, caller_with_token, unauthenticated
from registry_app.accounts.confirming import is_confirmed
from registry_app.core.origins import foreign_origin
from registry_app.core.refusal import Refusal

SAFE: Final = {"GET", "HEAD", "OPTIONS"}


async def caller_of(request: HttpRequest) -> Caller:
    """The caller who sent this request.

    Raises:
        Refusal: the caller is unknown; 403 if it was sent from another site's page.
    """
    found: Caller | Refusal | None = getattr(request, "scope", {}).get(CALLER)
    if isinstance(found, Refusal):
        raise found
    if found is not None:
        return found
    header = request.META.get("HTTP_AUTHORIZATION")
    return await (_in_browser(request) if header is None else _with_token(header))


async def look_up(header: bytes | None) -> Caller | Refusal | None:
    """The caller with this `Authorization`, or the refusal of it; None without one."""
    if header is None:
        return None
    try:
        return await _with_token(header.decode("latin-1"))
    except Refusal as refusal:
        return refusal


async def _with_token(header: str) -> Caller:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer":
        raise unauthenticated("Send Authorization with Bearer, a blank, and an API token.")
    return await caller_with_token(secret.strip())


async def _in_browser(request: HttpRequest) -> Caller:
    user: Any = await request.auser()
    if not user.is_authenticated:
        raise unknown_caller()
    if request.method not in SAFE and check_csrf(request) is not None:
        note("refused", account=user.username, reason="csrf", path=request.path)
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            foreign_origin(request)
            or "A browser has to send the CSRF token of the pages as X-CSRFToken.",
        )
    if user.must_change_password:
        raise Refusal(
            HTTPStatus.FORBIDDEN, "Choose a password of your own first, on your account page."
        )
    confirmed = is_confirmed(request.session)
    return Caller(user.id, user.username, Role(user.role), is_confirmed=confirmed)


def unknown_caller() -> Refusal:
    """The refusal of a caller who sends no token and is not logged in."""
    return unauthenticated("Send an API token. You can make one on your account page.")
