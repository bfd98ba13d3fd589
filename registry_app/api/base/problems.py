"""What went wrong, as problem details (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from pydantic import BaseModel, Field
from pydantic_core import to_json

from registry_app.core.request_ids import request_id

CONTENT_TYPE = "application/problem+json"


class ProblemDetail(BaseModel):
    """One thing to correct."""

    detail: str = Field(
        description="A sentence on how to correct it.", examples=["Enter a finite number."]
    )
    pointer: str | None = Field(
        None, description="JSON pointer into the body.", examples=["/metrics/auc"]
    )
    parameter: str | None = Field(
        None, description="Parameter or header of the request.", examples=["limit"]
    )
    position: int | None = Field(None, description="Offset of the character in the parameter.")


class Problem(BaseModel):
    """What went wrong and what to change."""

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


@dataclass
class Refusal(Exception):  # noqa: N818  # it refuses; most of them are no errors of ours
    """Why the API does not carry out a request; becomes its answer."""

    status: HTTPStatus
    detail: str
    errors: Sequence[ProblemDetail] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(refusal: Refusal) -> HttpResponse:
    """The answer that tells of it."""
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
