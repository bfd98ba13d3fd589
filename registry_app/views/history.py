"""The history of everything."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from registry_app.http import RegistryRequest
from registry_app.lists import context as lists
from registry_app.views.listing import list_page


@require_safe
def history(request: RegistryRequest) -> HttpResponseBase:
    """The events that a query finds, or all, the newest first."""
    with request.registry.frozen() as registry:
        context = lists.event_list(request, registry)
    return list_page(request, "registry/history.html", "registry/event_table.html", context)
