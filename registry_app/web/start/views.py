"""The start page."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.live.feed import NEWEST, state_of
from registry_app.web.kit import trash_states
from registry_app.web.runs.table import REFRESH_SECONDS
from registry_app.web.start.running import Running

_MODELS: Final = 20
_VERSIONS: Final = 8


@require_safe
def start(request: RegistryRequest) -> HttpResponse:
    """Runs that are running, models in use, latest changes and newest versions."""
    with request.registry.frozen() as registry:
        events = registry.audit.get_all(limit=NEWEST)
        running = Running.of(registry)
        context = {
            "running": running,
            "refresh_seconds": REFRESH_SECONDS if running.runs else None,
            "in_use": registry.aliases.get_in_use(limit=_MODELS),
            "newest": registry.versions.get_all(limit=_VERSIONS),
            "version_count": registry.versions.count(),
            "events": events,
            "event_count": registry.audit.count(),
            "state": state_of(event.id for event in events),
            "trash_states": trash_states.of_events(registry, events),
        }
    return render(request, "start/start.html", context)
