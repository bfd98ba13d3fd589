"""The documentation of the HTTP API, for people and for programs."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from registry_app.api.openapi import document
from registry_app.api.problems import Refusal, problem
from registry_app.http import RegistryRequest


@csrf_exempt
@require_safe
def api_document(_: RegistryRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(document())


@require_safe
def api_docs(request: RegistryRequest) -> HttpResponse:
    """The same as a page."""
    return render(request, "registry/api_docs.html", {"document": document()})


@csrf_exempt
def api_unknown(_: RegistryRequest) -> HttpResponse:
    """404 for what is no address of the API, whatever the method."""
    there = reverse("registry:api-document")
    sentence = f"The API has no such address. All that it has stand in {there}."
    return problem(Refusal(HTTPStatus.NOT_FOUND, sentence))
