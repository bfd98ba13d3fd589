"""The OpenAPI document, and the response to requests for other URLs of the API."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from registry_app.api.base.problems import problem_response
from registry_app.api.document.openapi import document
from registry_app.core.root_path import root_path


@csrf_exempt
@require_safe
def api_document(_: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    servers = [{"url": root_path() or "/", "description": "This server."}]
    return JsonResponse(document() | {"servers": servers})


@csrf_exempt
def unknown_url(request: HttpRequest) -> HttpResponse:
    """404 for a URL that the API doesn't have, whatever the method."""
    sentence = f"The API has no such URL. {reverse('api:document')} lists all of them."
    return problem_response(request, HTTPStatus.NOT_FOUND, sentence)
