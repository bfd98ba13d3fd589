"""Rule for the validity of an API token."""

from datetime import datetime
from typing import Protocol


class Owner(Protocol):
    """The staff user of a token."""

    @property
    def is_active(self) -> bool:
        """Whether the account is active."""


class Token(Protocol):
    """An API token."""

    @property
    def revoked_at(self) -> datetime | None:
        """Time of revocation; None: not revoked."""

    @property
    def expires_at(self) -> datetime | None:
        """Time of expiry; None: never."""

    @property
    def user(self) -> Owner:
        """The staff user that it acts for."""


def why_invalid(token: Token, now: datetime) -> str | None:
    """The reason why the token is invalid, in one word; None: it is valid."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at is not None and token.expires_at <= now:
        return "expired"
    return None if token.user.is_active else "inactive_owner"
