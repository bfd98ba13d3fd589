"""The request as a view receives it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from registry_app.accounts.account import StaffAccount
from registry_app.accounts.sessions import SessionStore
from registry_app.core.registry import Registry


class RegistryRequest(HttpRequest):
    """A request of somebody who may call the view, with the services that act for them."""

    user: StaffAccount
    registry: Registry
    session: SessionStore
    htmx: HtmxDetails
