"""The query language, explained."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.search.fields import ListType, fields_of
from registry_app.accounts.requests import RegistryRequest

LISTS: Final = {
    ListType.MODELS: "registry:model-list",
    ListType.VERSIONS: "registry:version-list",
    ListType.EXPERIMENTS: "registry:experiment-list",
    ListType.RUNS: "registry:run-list",
    ListType.EVENTS: "registry:history",
}


@require_safe
def search_help(request: RegistryRequest) -> HttpResponse:
    """Every field of every list that has a page, with an example to try."""
    context = {
        "fields": {list_type.value: fields_of(list_type) for list_type in LISTS},
        "lists": LISTS,
    }
    return render(request, "search_help/search_help.html", context)
