"""What every template gets beside its own context."""

from secrets import token_bytes
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, get_token
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html


def csrf(request: HttpRequest) -> dict[str, Any]:
    """Django's token and hidden field, once for all forms of a page: masking takes its time."""
    token = SimpleLazyObject(lambda: _token(request))
    field = SimpleLazyObject(
        lambda: format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    )
    return {"csrf_token": token, "csrf_input": field}


def _token(request: HttpRequest) -> str:
    """Django's token for the secret of the cookie, or with a new cookie if there is none."""
    secret = request.META.get("CSRF_COOKIE")
    if secret is None:
        return get_token(request)
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return _masked(secret)


def _masked(secret: str) -> str:
    """The secret behind another mask on each page, so that compression gives nothing of it away.

    As Django does it, but for the random bytes: it asks the system anew for each character, which
    would take longer than all else in the frame of a page.
    """
    characters, count = CSRF_ALLOWED_CHARS, len(CSRF_ALLOWED_CHARS)
    mask = [byte % count for byte in token_bytes(len(secret))]
    hidden = (
        (characters.index(letter) + shift) % count
        for letter, shift in zip(secret, mask, strict=True)
    )
    return "".join(characters[shift] for shift in mask) + "".join(characters[at] for at in hidden)
