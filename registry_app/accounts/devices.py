"""Known devices: browsers in which a user logged in before, recognised by a signed cookie.

Each has its own allowance of wrong passwords, so that strangers can't use it up
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

import secrets
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponseBase

_LIFE_SECONDS: Final = 180 * 86_400


def known_device(request: HttpRequest, username: str) -> str | None:
    """Name of the device if this person logged in here before, else None."""
    sent = request.COOKIES.get(_cookie(username))
    if sent is None:
        return None
    try:
        return _signer(username).unsign(sent, max_age=_LIFE_SECONDS)
    except BadSignature:
        return None


def remember_device(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Let the browser be a known device of this person, under the name that it has already."""
    name = known_device(request, username) or secrets.token_urlsafe(12)
    response.set_cookie(
        _cookie(username),
        _signer(username).sign(name),
        max_age=_LIFE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _cookie(username: str) -> str:
    # Not the name itself, which the next one at this browser need not learn.
    return f"{settings.DEVICE_COOKIE_PREFIX}{sha256(_normal(username).encode()).hexdigest()[:12]}"


def _signer(username: str) -> TimestampSigner:
    return TimestampSigner(salt=f"known device of {_normal(username)}")


def _normal(username: str) -> str:
    return username.encode(errors="replace").decode().strip().lower()
