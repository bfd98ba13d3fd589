"""The documentation of the HTTP API, for people and for programs."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry_app.api.openapi import document
from registry_app.http import RegistryRequest


@require_safe
def api_document(_: RegistryRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(document())


@require_safe
def api_docs(request: RegistryRequest) -> HttpResponse:
    """The same as a page."""
    return render(request, "registry/api_docs.html", {"document": document()})
