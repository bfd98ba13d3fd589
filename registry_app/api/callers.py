"""Who calls the API: a program with a token, or a person in a browser who is logged in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest
from ninja.utils import check_csrf

from mldb import async_db
from mldb.errors import NotFoundError
from mldb.schemas import APITokenOwner
from mldb.types import Role, TokenScope
from registry_app.api.problems import Refusal
from registry_app.api.uses import note_use

_ROLE_OF_SCOPE: Final = {
    TokenScope.READ: Role.VIEWER,
    TokenScope.WRITE: Role.EDITOR,
    TokenScope.ADMIN: Role.ADMIN,
}
# To write at every call when the last one was would make reads as slow as changes.
_USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)
SAFE: Final = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Caller:
    """A staff user and, if a program acts for them, its token.

    `role` is the lower one of the user's and of what the token allows. With `model_names` these
    models are all that may be touched. Whoever may not write may not change what is their own
    either.
    """

    user_id: int
    username: str
    role: Role
    may_write: bool = True
    token_name: str | None = None
    model_names: frozenset[str] | None = None


async def caller_of(request: HttpRequest) -> Caller:
    """Who sent this request.

    Raises:
        Refusal: nobody that we know; 403 if it was sent from another site's page.
    """
    header = request.META.get("HTTP_AUTHORIZATION")
    return await (_in_browser(request) if header is None else _with_token(header))


async def _with_token(header: str) -> Caller:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer":
        raise _unknown("Authorization is to say: Bearer, a blank, and an API token.")
    tokens = async_db.APITokenService()
    try:
        token = await tokens.authenticate(secret.strip())
    except NotFoundError:
        raise _unknown(
            "This token opens nothing: it is wrong, expired or revoked, or its owner is not active."
        ) from None
    now = datetime.now(UTC)
    if token.last_used_at is None or now - token.last_used_at > _USE_IS_NOTED_EVERY:
        note_use(token.id)
    return _owner(token)


def _owner(token: APITokenOwner) -> Caller:
    allowed, own = _ROLE_OF_SCOPE[token.scope], token.user.role
    return Caller(
        token.user.id,
        token.user.username,
        own if allowed.includes(own) else allowed,
        token.scope is not TokenScope.READ,
        token.name,
        None if token.model_names is None else frozenset(token.model_names),
    )


async def _in_browser(request: HttpRequest) -> Caller:
    user: Any = await request.auser()
    if not user.is_authenticated:
        raise _unknown("Send an API token. You can make one on your account page.")
    if request.method not in SAFE and check_csrf(request) is not None:
        raise Refusal(
            HTTPStatus.FORBIDDEN,
            "A browser has to send the CSRF token of our pages as X-CSRFToken.",
        )
    return Caller(user.id, user.username, Role(user.role))


def _unknown(detail: str) -> Refusal:
    return Refusal(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
