"""The history of everything."""

from typing import Final

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.web.history import table
from registry_app.web.history.earlier_text import FIELD, EarlierText, earlier_texts
from registry_app.web.history.forms import TextRestoreForm
from registry_app.web.kit import trash_states
from registry_app.web.kit.downloads import Table, download
from registry_app.web.kit.form_page import form_page
from registry_app.web.kit.saved import say_saved
from registry_app.web.kit.submit import posted, submit
from registry_app.web.lists.page import list_page
from registry_app.web.presentation.changes import whole_change
from registry_app.web.presentation.links import owner_url

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
        context = {
            "event": found,
            "trash_states": trash_states.of_events(registry, [found]),
            "earlier": earlier_texts(registry, found) if request.user.is_editor else [],
        }
    if "format" in request.GET:
        rows = ([field, *sides] for field, sides in found.changes.items())
        return download(request, Table(f"event-{event_id}", _COLUMNS, rows), request.GET["format"])
    return render(request, "history/event.html", context)


@require_http_methods(["GET", "POST"])
def text_restore(request: RegistryRequest, event_id: int) -> HttpResponse:
    """Give a card or a description the text that it had before or after an event."""
    registry = request.registry
    earlier = EarlierText.of(registry.audit.get(event_id), request.GET.get("side", "after"))
    owner = earlier.current(registry)
    form = TextRestoreForm(posted(request), initial={"row_version": owner.row_version})
    accepted, saved = submit(
        form, lambda: earlier.restore(registry, form.payload.row_version, form.why)
    )
    if accepted and saved is not None:
        say_saved(request, owner, saved, "The earlier text is restored.")
        return redirect(owner_url(saved))
    if form.is_stale:
        # What is shown is current: sending it again is the decision to restore all the same.
        form.carry("row_version", owner.row_version)
    change = whole_change(FIELD, owner.description, earlier.text)
    return form_page(
        request, "history/text_restore.html", form, earlier=earlier, owner=owner, change=change
    )
