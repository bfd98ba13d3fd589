"""When an API token can be used."""

from datetime import datetime
from typing import Protocol


class Token(Protocol):
    """What the rule needs to know of a token."""

    @property
    def revoked_at(self) -> datetime | None:
        """Since when it opens nothing."""

    @property
    def expires_at(self) -> datetime | None:
        """From when on it opens nothing."""


def is_valid(token: Token, now: datetime) -> bool:
    """Neither revoked nor expired."""
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now)
