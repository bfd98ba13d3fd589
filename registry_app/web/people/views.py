"""Pages of people; starring and watching models."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mldb.errors import NotFoundError
from mldb.schemas import MLModelWatchChanges
from registry_app.accounts.requests import RegistryRequest
from registry_app.web.kit import trash_states
from registry_app.web.kit.paging import Page
from registry_app.web.people.links import owned_query

_CHANGES: Final = 30
_MODELS: Final = 50
_ON: Final = {"on": True, "off": False}


@require_safe
def person_list(request: RegistryRequest) -> HttpResponse:
    """Everybody with an account."""
    page = Page.of(request, request.registry.people.get_all)
    return render(request, "people/person_list.html", {"page": page})


@require_safe
def person(request: RegistryRequest, username: str) -> HttpResponse:
    """A person: what they own, watch and did. Also a name that only the history knows."""
    with request.registry.frozen() as registry:
        changes = registry.people.get_changes(username, limit=_CHANGES)
        try:
            found = registry.people.get(username)
        except NotFoundError:
            if not changes:
                raise
            found = None
        owned = registry.models.search(owned_query(username), limit=_MODELS)
        is_own = found is not None and found.id == request.user.id
        context = {
            "person": found,
            "username": username,
            "is_own": is_own,
            "owned": owned.rows,
            "has_more": owned.next_cursor is not None,
            "watched": registry.watches.get_of_user(request.user.id, limit=_MODELS)
            if is_own
            else [],
            "events": changes,
            "trash_states": trash_states.of_events(registry, changes),
        }
    return render(request, "people/person_detail.html", context)


@require_POST
def watch(request: RegistryRequest, name: str) -> HttpResponse:
    """Star or watch a model, or stop it."""
    star, watched = (_ON.get(request.POST.get(field, "")) for field in ("star", "watch"))
    given = {"is_starred": star, "is_watched": watched}
    changes = MLModelWatchChanges(**{flag: on for flag, on in given.items() if on is not None})
    state = request.registry.watches.change(request.user.id, name, changes)
    if request.htmx and not request.htmx.boosted:
        focus = "star" if star is not None else "watch"
        context = {"watch": state, "model_name": name, "focus": focus}
        return render(request, "people/watch.html", context)
    return redirect("registry:model-detail", name)
