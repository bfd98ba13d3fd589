"""Preview of a model card."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from mldb.values.limits import TEXT_LENGTH
from registry_app.accounts.requests import RegistryRequest
from registry_app.core.line_ends import with_newlines


@require_POST
def preview(request: RegistryRequest) -> HttpResponse:
    """The card that was typed, as it will look; cut off where it would be refused."""
    text = with_newlines(request.POST.get("description", ""))[:TEXT_LENGTH]
    template = "models/card.html" if request.htmx else "models/card_page.html"
    return render(request, template, {"text": text})
