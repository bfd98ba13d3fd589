"""Callers: a program with an API token, or a person who is logged in in a browser."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

from mldb import async_db
from mldb.errors import InvalidTokenError
from mldb.schemas import APITokenOwner
from mldb.security import note
from mldb.values.enums import Role, TokenScope
from registry_app.accounts.uses import note_token_use
from registry_app.core.refusal import Refusal
from registry_app.core.shared_queries import FreshQueries

_ROLE_OF_SCOPE: Final = {
    TokenScope.READ: Role.VIEWER,
    TokenScope.WRITE: Role.EDITOR,
    TokenScope.ADMIN: Role.ADMIN,
}
CALLER: Final = "modelbook.caller"
"""Key of an ASGI scope for who sent it, or the refusal of them, from before the body was read."""
# Writing at every call would make reads as slow as changes.
_USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)
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


async def caller_with_token(secret: str) -> Caller:
    """The caller whom this API token lets in.

    Raises:
        Refusal: the token is not valid.
    """
    try:
        token = await _tokens.fresh(
            (secret,), lambda: async_db.APITokenService().authenticate(secret)
        )
    except InvalidTokenError as error:
        note("token_refused", reason=error.why, token=error.label)
        raise unauthenticated(
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


def unauthenticated(detail: str) -> Refusal:
    """The refusal of a caller who is not known, with the scheme of API tokens."""
    return Refusal(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": "Bearer"})
