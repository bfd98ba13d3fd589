"""When an API token can be used."""

from datetime import datetime
from typing import Protocol


class Owner(Protocol):
    """What the rule needs to know of the staff user."""

    @property
    def is_active(self) -> bool:
        """Whether they may do anything."""


class Token(Protocol):
    """What the rule needs to know of a token."""

    @property
    def revoked_at(self) -> datetime | None:
        """Since when it opens nothing."""

    @property
    def expires_at(self) -> datetime | None:
        """From when on it opens nothing."""

    @property
    def user(self) -> Owner:
        """Whom it acts for."""


def why_invalid(token: Token, now: datetime) -> str | None:
    """Why it opens nothing, in a word; None: it opens what it is for."""
    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at is not None and token.expires_at <= now:
        return "expired"
    return None if token.user.is_active else "inactive_owner"
