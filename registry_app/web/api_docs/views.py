"""The documentation of the HTTP API, as a page and as an OpenAPI document."""

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from registry_app.accounts.requests import RegistryRequest
from registry_app.api.base.limits import AT_ONCE
from registry_app.api.base.problems import problem_response
from registry_app.api.document.openapi import document
from registry_app.api.document.operations_page import sections, types
from registry_app.api.document.statuses import PROBLEMS
from registry_app.core.root_path import root_path
from registry_app.serving.limits import BODY_SECONDS
from registry_app.web.presentation.links import url

CHAPTERS: Final = {
    "start": "Start",
    "errors": "Errors",
    "paging": "Pages of a list",
    "lines": "Long lists in one response",
    "once": "Sending a request again",
    "conditions": "Reading and changing one state",
    "limits": "Limits",
}


@csrf_exempt
@require_safe
def api_document(_: RegistryRequest) -> HttpResponse:
    """The OpenAPI document."""
    servers = [{"url": root_path() or "/", "description": "This server."}]
    return JsonResponse(document() | {"servers": servers})


@require_safe
def api_docs(request: RegistryRequest) -> HttpResponse:
    """The documentation of the HTTP API."""
    context = {
        "site_url": request.build_absolute_uri(url("registry:start")).rstrip("/"),
        "at_once": AT_ONCE,
        "body_seconds": BODY_SECONDS,
        "body_size": filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        "chapters": CHAPTERS,
        "sections": sections(),
        "problems": PROBLEMS,
        "types": types(),
    }
    return render(request, "api_docs/api_docs.html", context)


@csrf_exempt
def api_unknown(request: RegistryRequest) -> HttpResponse:
    """404 for an unknown URL of the API, with any method."""
    sentence = f"The API has no such URL. {reverse('registry:api-document')} lists all of them."
    return problem_response(request, HTTPStatus.NOT_FOUND, sentence)
