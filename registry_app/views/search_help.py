"""The query language, explained."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mldb.search.fields import Kind, fields_of
from registry_app.http import RegistryRequest


@require_safe
def search_help(request: RegistryRequest) -> HttpResponse:
    """Every field of both lists, with an example to try."""
    context = {"fields": {kind.value: fields_of(kind) for kind in Kind}}
    return render(request, "registry/search_help.html", context)
