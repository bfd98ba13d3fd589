"""Renders the errors of the API."""

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from pydantic_core import to_json

from registry_app.api.base.errors import refusal_of
from registry_app.api.base.refusal import Refusal
from registry_app.core.request_ids import request_id

CONTENT_TYPE: Final = "application/problem+json"


def problem_response(request: HttpRequest | None, error: Any, detail: str = "") -> HttpResponse:
    """The problem document for an exception, or for an `HTTPStatus` with a sentence as `detail`.

    `request` is None before Django has made one. An unforeseen error is raised again.
    """
    if isinstance(error, HTTPStatus):
        return _rendered(Refusal(error, detail))
    return _rendered(refusal_of(request, error))


def _rendered(refusal: Refusal) -> HttpResponse:
    content: dict[str, Any] = {
        "type": f"{reverse('registry:api-docs')}#status-{refusal.status.value}",
        "title": refusal.status.phrase,
        "status": refusal.status.value,
        "detail": refusal.detail,
        "request_id": request_id(),
        "errors": [error.model_dump(exclude_none=True) for error in refusal.errors],
    }
    return HttpResponse(
        to_json(content),
        status=refusal.status.value,
        content_type=CONTENT_TYPE,
        headers=refusal.headers,
    )
