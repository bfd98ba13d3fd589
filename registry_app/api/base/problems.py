"""Problem details (RFC 9457): the form in which the API renders its errors."""

from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from pydantic import BaseModel, Field
from pydantic_core import to_json

from registry_app.api.base.errors import refusal_of
from registry_app.core.refusal import ProblemDetail, Refusal
from registry_app.core.request_ids import request_id

CONTENT_TYPE: Final = "application/problem+json"


class Problem(BaseModel):
    """An error, and how to correct the request."""

    type: str = Field(
        description="URL at which the status is explained.", examples=["/api/docs#status-422"]
    )
    title: str = Field(description="Phrase of the status.", examples=["Unprocessable Entity"])
    status: int = Field(description="Status of the response.", examples=[422])
    detail: str = Field(
        description="A sentence on what to do.",
        examples=["The request has a mistake: correct it and send it again."],
    )
    request_id: str = Field(
        description="Identifies the request in the server's log.", examples=["4bf92f3577b34da6"]
    )
    errors: list[ProblemDetail] = Field(
        default_factory=list, description="Mistakes in the request, if they are known."
    )


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
