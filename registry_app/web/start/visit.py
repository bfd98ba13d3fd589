"""The last visit of a person, kept in a cookie of the browser."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from django.http import HttpResponse

from registry_app.accounts.requests import RegistryRequest
from registry_app.core.root_path import root_path

_COOKIE: Final = "visit"
_ENDS_AFTER: Final = timedelta(minutes=30)
_YEAR_SECONDS: Final = 365 * 24 * 3_600
_LATEST: Final = 10**11
"""Seconds since 1970 that a date can still be made of."""


@dataclass(frozen=True)
class Visit:
    """A visit ends half an hour after the start page was last opened.

    `since` is when the visit before ended; None if there was none.
    """

    since: datetime | None
    content: str

    @classmethod
    def of(cls, request: RegistryRequest) -> Self:
        """The visit of this request."""
        now = datetime.now(UTC)
        user_id, since, seen = _read(request.COOKIES.get(_COOKIE, ""))
        if user_id != request.user.id or seen > now.timestamp():
            since = seen = 0
        if seen and now.timestamp() - seen > _ENDS_AFTER.total_seconds():
            since = seen
        content = f"{request.user.id}.{since}.{int(now.timestamp())}"
        return cls(datetime.fromtimestamp(since, UTC) if since else None, content)

    def keep(self, request: RegistryRequest, response: HttpResponse) -> None:
        """Remember that the page was opened; one that fetches itself again does not count."""
        if "X-Live" not in request.headers:
            response.set_cookie(
                _COOKIE,
                self.content,
                max_age=_YEAR_SECONDS,
                path=root_path() or "/",
                samesite="Lax",
                httponly=True,
            )


def _read(content: str) -> tuple[int, int, int]:
    """The numbers in the cookie; zeros if it has none that make sense."""
    parts = content[:60].split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004  # as written above
        return 0, 0, 0
    user_id, since, seen = map(int, parts)
    return user_id, min(since, _LATEST), min(seen, _LATEST)
