"""The command palette: what it offers for a text, as JSON."""

from dataclasses import asdict
from typing import Any, Final

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from mldb.search.quoting import quoted
from mldb.values.enums import Role
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.registry import Registry
from registry_app.web.find.options import (
    Option,
    OptionGroup,
    actions_of_page,
    actions_of_site,
    found_groups,
    pages_of_site,
)
from registry_app.web.presentation.links import model_url, query_of, url

_SHOWN: Final = 6
_LISTS: Final = (
    ("models", "registry:model-list"),
    ("versions", "registry:version-list"),
    ("runs", "registry:run-list"),
)


@require_safe
def palette(request: RegistryRequest) -> JsonResponse:
    """Groups of options for `?q=`, on the page at the path `?page=`."""
    text, path = request.GET.get("q", "").strip(), request.GET.get("page", "")
    role = Role(request.user.role)
    here = OptionGroup("On this page", actions_of_page(path, role, text))
    if text:
        groups = [*_found(request, text), here, *_of_site(role, text), _searches(text)]
    else:
        groups = [here, _recent(request.registry), *_of_site(role, text)]
    return JsonResponse({"groups": [_json(group) for group in groups if group.options]})


def _found(request: RegistryRequest, text: str) -> list[OptionGroup]:
    found = request.registry.finder.find(text, request.user.id, limit=_SHOWN)
    return found_groups(found.found, dict(found.newest))


def _recent(registry: Registry) -> OptionGroup:
    rows = registry.models.search("sort:-active", limit=_SHOWN).rows
    return OptionGroup("Changed last", [Option(row.name, model_url(row.name)) for row in rows])


def _of_site(role: Role, text: str) -> list[OptionGroup]:
    return [
        OptionGroup("Actions", actions_of_site(role, text)),
        OptionGroup("Go to", pages_of_site(role, text)),
    ]


def _searches(text: str) -> OptionGroup:
    """The lists, searched for the text as somebody typed it."""
    options = [
        Option(f"{word} with “{text}”", f"{url(view)}{query_of({'q': quoted(text)})}")
        for word, view in _LISTS
    ]
    everything = f"{url('registry:find')}{query_of({'q': text})}"
    return OptionGroup("Search", [Option(f"everything for “{text}”", everything), *options])


def _json(group: OptionGroup) -> dict[str, Any]:
    return {
        "heading": group.heading,
        "note": group.note,
        "options": [asdict(option) for option in group.options],
    }
