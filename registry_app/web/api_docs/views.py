"""The documentation of the HTTP API."""

from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.api.document.openapi import prefix
from registry_app.api.document.operations_page import sections, types
from registry_app.api.document.statuses import PROBLEMS
from registry_app.serving.client_limits import AT_ONCE
from registry_app.serving.limits import BODY_SECONDS, STALL_SECONDS
from registry_app.web.presentation.links import url

CHAPTERS: Final = {
    "start": "Start",
    "errors": "Errors",
    "paging": "Pages of a list",
    "lines": "Long lists in one response",
    "once": "Sending a request again",
    "conditions": "Reading and changing one state",
    "transfers": "Sending and fetching files",
    "limits": "Limits",
}


@require_safe
def api_docs(request: RegistryRequest) -> HttpResponse:
    """The documentation of the HTTP API."""
    context = {
        "site_url": request.build_absolute_uri(url("registry:start")).rstrip("/"),
        "api_path": prefix(),
        "at_once": AT_ONCE,
        "body_seconds": BODY_SECONDS,
        "stall_seconds": STALL_SECONDS,
        "body_size": filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        "chapters": CHAPTERS,
        "sections": sections(),
        "problems": PROBLEMS,
        "types": types(),
    }
    return render(request, "api_docs/api_docs.html", context)
