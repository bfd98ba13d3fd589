"""The list of audit events: of everything, or of one model."""

from functools import partial
from typing import Any, Final

from mldb.schemas import MLModelRead
from mldb.search.fields import ListType
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.kit import trash_states
from registry_app.web.lists.advice import search_advice
from registry_app.web.lists.columns import Column
from registry_app.web.lists.page import list_file
from registry_app.web.lists.request import ListRequest
from registry_app.web.lists.results import ListResults

COLUMNS: Final = (
    Column("at", "When", lambda event: event.occurred_at, sort="at"),
    Column("by", "Who", lambda event: event.actor),
    Column("via", "Token", lambda event: event.via),
    Column("action", "Action", lambda event: event.action.value),
    Column("entity", "Entity", lambda event: event.entity),
    Column("name", "Name", lambda event: event.label),
    Column("reason", "Reason", lambda event: event.reason),
    Column("changes", "Changes", lambda event: event.changes),
)
"""The columns of the file; the page shows events as sentences."""


def event_list(
    request: RegistryRequest, registry: Registry, model: MLModelRead | None = None
) -> dict[str, Any]:
    """The requested events, of one model or of everything, for a template."""
    listing = ListRequest.of(request, ListType.EVENTS)
    name = model.name if model else None
    search = partial(registry.audit.search, model_name=name)
    results = ListResults.of(listing, search, partial(registry.audit.count, model_name=name))
    context: dict[str, Any] = {"listing": listing, "results": results}
    if results.mistake is not None:
        return context
    pages = request.registry.audit.search_all(listing.text, model_name=name)
    return context | {
        "advice": search_advice(registry, listing, results),
        "events": results.rows,
        "trash_states": trash_states.of_events(registry, results.rows),
        "file": list_file("history", COLUMNS, pages, lambda page: page),
    }
