"""Why a form that a browser sent counts as sent from elsewhere."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

_SHOWN: Final = 300


def foreign_origin(request: HttpRequest) -> str | None:
    """A sentence about the foreign origin and its remedy; None if the origin is the site's own.

    The sentence repeats only the request's own headers, so a stranger learns nothing from it.
    """
    origin = request.META.get("HTTP_ORIGIN")
    # Django's own check, which nothing public of it does alone.
    if origin is None or _CHECK._origin_verified(request):  # type: ignore[attr-defined]  # noqa: SLF001
        return None
    if origin == "null":
        return (
            "The browser hides from which page this was sent (Origin: null). Open the page by its "
            "usual URL, not from a file or inside another page, and send it again."
        )
    return (
        f"The browser sent this from {origin[:_SHOWN]}, but the site was asked as "
        f"{request.scheme}://{request.get_host()}. If both are this site, whoever runs it has its "
        "proxy send Host as it came, with the port, and X-Forwarded-Proto; or adds the first of "
        "the two to the setting SITE_TRUSTED_ORIGINS."
    )


def _unused(_: HttpRequest) -> HttpResponse:
    raise NotImplementedError


_CHECK: Final = CsrfViewMiddleware(_unused)
