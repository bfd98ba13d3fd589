"""What the page of the login says about this installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> str:
    """Its name from the settings, or else its host."""
    return settings.SITE_NAME or request.get_host()


def account_contact() -> str:
    """Whom to ask for an account."""
    return settings.ACCOUNT_CONTACT or "an admin of this site"
