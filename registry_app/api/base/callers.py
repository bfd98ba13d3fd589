"""Callers of the API: a program with a token, or a person who is logged in in a browser."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest
from ninja.utils import check_csrf  # Django's own check skips the views of ninja

from mldb import async_db
from mldb.errors import InvalidTokenError
from mldb.schemas import APITokenOwner
from mldb.security import note
from mldb.values.enums import Role, TokenScope
from registry_app.accounts.confirming import is_confirmed
from registry_app.accounts.uses import note_token_use
from registry_app.api.base.refusal import Refusal
from registry_app.core.origins import foreign_origin
from registry_app.core.shared_queries import FreshQueries

_ROLE_OF_SCOPE: Final = {
    TokenScope.READ: Role.VIEWER,
    TokenScope.WRITE: Role.EDITOR,
    TokenScope.ADMIN: Role.ADMIN,
}
# Writing at every call would make reads as slow as changes.
_USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)
SAFE: Final = {"GET", "HEAD", "OPTIONS"}
CALLER: Final = "modelbook.caller"
"""Key of an ASGI scope for the result of `look_up`, from before the body was read."""
# Many requests of one program at once, as of jobs that log, need one lookup.
_tokens: Final = FreshQueries[APITokenOwner]()


@dataclass(frozen=True)
class Caller:
    """A staff user and, if a program acts for them, its token.

    `role` is the lower one of the user's role and the role that the token's scope allows; without
    `may_write` nothing may be changed, one's own things included. `model_names` are the models to
    which the token is limited. A person in a browser `is_confirmed` for some minutes after giving
    the password.
    """

    user_id: int
    username: str
    role: Role
    may_write: bool = True
    token_name: str | None = None
    is_confirmed: bool = True
    model_names: frozenset[str] | None = None


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
        raise _unknown("Send Authorization with Bearer, a blank, and an API token.")
    secret = secret.strip()
    try:
        token = await _tokens.fresh(
            (secret,), lambda: async_db.APITokenService().authenticate(secret)
        )
    except InvalidTokenError as error:
        note("token_refused", reason=error.why, token=error.label)
        raise _unknown(
            "This token is not valid: it is wrong, expired or revoked, or its owner is not active."
        ) from None
    now = datetime.now(UTC)
    if token.last_used_at is None or now - token.last_used_at > _USE_IS_NOTED_EVERY:
        note_token_use(token.id)
    return _owner(token)


def _owner(token: APITokenOwner) -> Caller:
    allowed, own = _ROLE_OF_SCOPE[token.scope], token.user.role
    return Caller(
        token.user.id,
        token.user.username,
        own if allowed.includes(own) else allowed,
        token.scope is not TokenScope.READ,
        token.name,
        model_names=None if token.model_names is None else frozenset(token.model_names),
    )


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
    return _unknown("Send an API token. You can make one on your account page.")


def _unknown(detail: str) -> Refusal:
    return Refusal(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
