"""The documentation of the HTTP API, for people and for programs."""

from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.api.base.documentation import PROBLEMS
from registry_app.api.base.limits import AT_ONCE
from registry_app.api.document.operations_page import groups, types
from registry_app.serving.limits import BODY_SECONDS
from registry_app.web.presentation.links import url

CHAPTERS: Final = {
    "start": "Start",
    "errors": "Errors",
    "paging": "Pages of a list",
    "lines": "Long lists in one answer",
    "once": "Sending a request again",
    "conditions": "Reading and changing one state",
    "limits": "Limits",
}


@require_safe
def api_docs(request: RegistryRequest) -> HttpResponse:
    """The documentation of the API as a page."""
    context = {
        "address": request.build_absolute_uri(url("registry:start")).rstrip("/"),
        "at_once": AT_ONCE,
        "body_seconds": BODY_SECONDS,
        "body_size": filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        "chapters": CHAPTERS,
        "groups": groups(),
        "problems": PROBLEMS,
        "types": types(),
    }
    return render(request, "api_docs/api_docs.html", context)
