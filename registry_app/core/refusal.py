"""The refusal of a request by a protocol for programs, which each renders in its own form."""

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


@dataclass
class Refusal(Exception):  # noqa: N818  # it refuses; most of them are no errors of ours
    """Why a protocol for programs does not carry out a request."""

    status: HTTPStatus
    detail: str
    errors: Sequence[ProblemDetail] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_parameters(cls, sentence: str, *names: str) -> "Refusal":
        """422, because these parameters or headers are wrong."""
        errors = [ProblemDetail(detail=sentence, parameter=name) for name in names]
        return cls(HTTPStatus.UNPROCESSABLE_ENTITY, sentence, errors)
