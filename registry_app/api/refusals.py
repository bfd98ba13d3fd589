"""Exceptions -> refusals, and so problem details, the same for every operation."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.errors import ValidationError as ParameterError
from pydantic import ValidationError

from mldb.errors import (
    ConflictError,
    MLDBError,
    NotFoundError,
    QuerySyntaxError,
    RuleViolationError,
    StorageError,
)
from registry_app.api.problems import ProblemDetail, Refusal
from registry_app.statuses import status_of

RETRY_SECONDS = 5
_MISTAKE = "The request has a mistake: correct it and send it again."


def refusal_of(request: HttpRequest, error: Exception) -> Refusal:
    """How the API answers this; what nobody foresaw is raised again."""
    for kind, make in _MAKERS.items():
        if isinstance(error, kind):
            return make(request, error)
    raise error


def _itself(_: HttpRequest, refusal: Any) -> Refusal:
    return refusal  # type: ignore[no-any-return]  # of the kind under which this stands


def _not_found(_: HttpRequest, error: Any) -> Refusal:
    return Refusal(HTTPStatus.NOT_FOUND, f"{error} Perhaps it lies in the trash.")


def _violation(request: HttpRequest, error: Any) -> Refusal:
    if isinstance(error, ConflictError) and "If-Match" in request.headers:
        detail = [ProblemDetail(detail=str(error), parameter="If-Match")]
        return Refusal(HTTPStatus.PRECONDITION_FAILED, str(error), detail)
    at_field = [ProblemDetail(detail=str(error), **_place(error.field))] if error.field else []
    return Refusal(status_of(error), str(error), at_field)


def _place(field: str) -> dict[str, Any]:
    """A service's field is one of the body, or a parameter of the same name."""
    if field in {"cursor", "limit", "reason", "at", "key"}:
        return {"parameter": "Idempotency-Key" if field == "key" else field}
    return {"pointer": f"/{field.replace('.', '/')}"}


def _query(_: HttpRequest, error: Any) -> Refusal:
    detail = ProblemDetail(detail=str(error), parameter="q", position=error.position)
    return Refusal(HTTPStatus.BAD_REQUEST, f"The query can't be read. {error}", [detail])


def _storage(_: HttpRequest, error: Any) -> Refusal:
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers={"Retry-After": str(RETRY_SECONDS)}
    )


def _parameters(_: HttpRequest, error: Any) -> Refusal:
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, _MISTAKE, _details(error.errors))


def _schema(_: HttpRequest, error: Any) -> Refusal:
    errors = [{**one, "loc": ("body", "body", *one["loc"])} for one in error.errors()]
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, _MISTAKE, _details(errors))


def _details(errors: Sequence[Mapping[str, Any]]) -> list[ProblemDetail]:
    return [ProblemDetail(detail=error["msg"], **_spot(error["loc"])) for error in errors]


def _spot(location: Sequence[Any]) -> dict[str, Any]:
    """Where it is: ninja names the source, then our argument, then the place in it."""
    source, *rest = location
    if source == "body":
        return {"pointer": "".join(f"/{_escaped(part)}" for part in rest[1:])}
    return {"parameter": str(rest[0]) if rest else str(source)}


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


def _too_large(_: HttpRequest, __: Any) -> Refusal:
    return Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large. Send it in smaller parts."
    )


def _unreadable(_: HttpRequest, error: Any) -> Refusal:
    status = HTTPStatus(error.status_code)
    return Refusal(status, "The body is no JSON. Send one JSON object, encoded in UTF-8.")


# A subclass stands before its base.
_MAKERS: dict[type[Exception], Callable[[HttpRequest, Any], Refusal]] = {
    Refusal: _itself,
    NotFoundError: _not_found,
    RuleViolationError: _violation,
    QuerySyntaxError: _query,
    StorageError: _storage,
    ParameterError: _parameters,
    ValidationError: _schema,
    RequestDataTooBig: _too_large,
    HttpError: _unreadable,
}
FORESEEN = (Refusal, MLDBError, ParameterError, ValidationError, RequestDataTooBig, HttpError)
