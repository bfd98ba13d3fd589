"""The history of everything."""

from typing import Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.web.history import table
from registry_app.web.kit import trash_states
from registry_app.web.kit.downloads import Table, download
from registry_app.web.lists.page import list_page

_COLUMNS: Final = ("field", "before", "after")


@require_safe
def history(request: RegistryRequest) -> HttpResponseBase:
    """The events that a query finds, or all, the newest first."""
    with request.registry.frozen() as registry:
        context = table.event_list(request, registry)
    return list_page(request, "history/history.html", "history/event_table.html", context)


@require_safe
def event(request: RegistryRequest, event_id: int) -> HttpResponseBase:
    """One event with all that it changed, nothing of it cut."""
    with request.registry.frozen() as registry:
        found = registry.audit.get(event_id)
        context = {"event": found, "trash_states": trash_states.of_events(registry, [found])}
    if "format" in request.GET:
        rows = ([field, *sides] for field, sides in found.changes.items())
        return download(request, Table(f"event-{event_id}", _COLUMNS, rows), request.GET["format"])
    return render(request, "history/event.html", context)
