"""The start page."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.live.feed import NEWEST, state_of
from registry_app.web.kit import trash_states
from registry_app.web.runs.table import REFRESH_SECONDS
from registry_app.web.start.first_steps import FirstSteps
from registry_app.web.start.in_use import Shown
from registry_app.web.start.news import count_new, news_of
from registry_app.web.start.running import Running
from registry_app.web.start.visit import Visit

_MODELS: Final = 20
_VERSIONS: Final = 8
_EVENTS: Final = 30
_LINES: Final = 12
_WEEK: Final = timedelta(days=7)


@require_safe
def start(request: RegistryRequest) -> HttpResponse:
    """Models in use, running runs, newest versions, and what changed since the last visit."""
    visit = Visit.of(request)
    with request.registry.frozen() as registry:
        context = _context(request, registry, visit)
    response = render(request, "start/start.html", context)
    visit.keep(request, response)
    return response


def _context(request: RegistryRequest, registry: Registry, visit: Visit) -> dict[str, Any]:
    events = registry.audit.get_all(limit=_EVENTS)
    running = Running.of(registry)
    in_use = registry.aliases.get_in_use(limit=_MODELS)
    newest = registry.versions.get_all(limit=_VERSIONS)
    news = news_of(events, visit.since, request.user.username, _LINES)
    steps = numbers = None
    if in_use.models:
        numbers = registry.numbers.get(datetime.now(UTC) - _WEEK)
    else:
        steps = FirstSteps.of(request, registry, has_version=bool(newest))
    return {
        "running": running,
        "refresh_seconds": REFRESH_SECONDS if running.runs else None,
        "in_use": in_use,
        "shown": Shown.of(registry, in_use, newest),
        "numbers": numbers,
        "newest": newest,
        "version_count": registry.versions.count(),
        "news": news,
        "visit": visit,
        "new_count": count_new(events, visit.since, request.user.username),
        "are_all_new": len(events) == _EVENTS and bool(news) and all(one.is_new for one in news),
        "event_count": registry.audit.count(),
        "state": state_of(event.id for event in events[:NEWEST]),
        "trash_states": trash_states.of_events(registry, [one.newest for one in news]),
        "steps": steps,
    }
