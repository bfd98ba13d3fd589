"""Problem details (RFC 9457), and the exception that carries them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import BaseModel, Field


class ProblemDetail(BaseModel):
    """One mistake to correct."""

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


@dataclass
class Refusal(Exception):  # noqa: N818  # it refuses; most of them are no errors of ours
    """Why the API does not carry out a request."""

    status: HTTPStatus
    detail: str
    errors: Sequence[ProblemDetail] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_parameters(cls, sentence: str, *names: str) -> "Refusal":
        """422, because these parameters or headers are wrong."""
        errors = [ProblemDetail(detail=sentence, parameter=name) for name in names]
        return cls(HTTPStatus.UNPROCESSABLE_ENTITY, sentence, errors)
