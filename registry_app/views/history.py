"""The history of everything."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry_app.http import RegistryRequest
from registry_app.pages import Page


@require_safe
def history(request: RegistryRequest) -> HttpResponse:
    """All audit events, the newest first."""
    page = Page.of(request, request.registry.audit.get_all)
    return render(request, "registry/history.html", {"page": page})
