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
from mldb.wording import sentence_of
from registry_app.accounts.hashing import TooManyPasswordsError
from registry_app.api.base.problems import ProblemDetail, Refusal
from registry_app.core.statuses import may_lie_in_trash, status_of
from registry_app.core.unavailable import public_sentence

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


def _not_found(request: HttpRequest, error: Any) -> Refusal:
    if _names_other_models(request, error):
        error = NotFoundError(error.entity, error.key, error.where)
    hint = " Perhaps it lies in the trash." if may_lie_in_trash(error) else ""
    return Refusal(HTTPStatus.NOT_FOUND, f"{error}{hint}")


def _names_other_models(request: HttpRequest, error: NotFoundError) -> bool:
    """Whether the error could name a model that the caller's token is not for."""
    allowed = getattr(getattr(request, "auth", None), "model_names", None)
    if allowed is None:
        return False
    if error.renamed_to is not None:
        return error.renamed_to not in allowed
    is_of_model = error.entity == "alias" and "@" not in (error.suggestion or "")
    return not is_of_model


def _violation(request: HttpRequest, error: Any) -> Refusal:
    if isinstance(error, ConflictError) and "If-Match" in request.headers:
        detail = [ProblemDetail(detail=str(error), parameter="If-Match")]
        return Refusal(HTTPStatus.PRECONDITION_FAILED, str(error), detail)
    at_field = (
        [ProblemDetail(detail=str(error), **_place(request, error.field))] if error.field else []
    )
    return Refusal(status_of(error), str(error), at_field)


def _place(request: HttpRequest, field: str) -> dict[str, Any]:
    """A service's field is one of the body, or a parameter of the same name."""
    if field == "key":
        return {"parameter": "Idempotency-Key"}
    if field in request.GET:
        return {"parameter": field}
    return {"pointer": f"/{field.replace('.', '/')}"}


def _query(_: HttpRequest, error: Any) -> Refusal:
    detail = ProblemDetail(detail=str(error), parameter="q", position=error.position)
    return Refusal(HTTPStatus.BAD_REQUEST, f"The query can't be read. {error}", [detail])


def _storage(_: HttpRequest, error: Any) -> Refusal:
    return storage_refusal(error)


def storage_refusal(error: StorageError) -> Refusal:
    """503, for whatever the database can't do at the moment."""
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        public_sentence(error),
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


def _overloaded(_: HttpRequest, error: Any) -> Refusal:
    return Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers={"Retry-After": str(RETRY_SECONDS)}
    )


def _parameters(_: HttpRequest, error: Any) -> Refusal:
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, _MISTAKE, _details(error.errors))


def _schema(request: HttpRequest, error: Any) -> Refusal:
    """Of a schema that an operation fills itself: with the body, and with parts of its address."""
    errors = []
    for one in error.errors():
        part = _part_of_address(request, one["loc"])
        errors.append(one | {"loc": ("path", part) if part else ("body", "body", *one["loc"])})
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, _MISTAKE, _details(errors))


def _part_of_address(request: HttpRequest, location: Sequence[Any]) -> str | None:
    """Name of the part of the address that the field was filled with; None: it is the body's."""
    match = request.resolver_match
    parts = {*(match.kwargs if match else {}), *request.GET}
    if location == ("model_name",) and "name" in parts:
        return "name"
    if location in {("name",), ("key",)}:
        return next((part for part in ("item", "alias") if part in parts), None)
    return None


def _details(errors: Sequence[Mapping[str, Any]]) -> list[ProblemDetail]:
    return [ProblemDetail(detail=sentence_of(error), **_spot(error["loc"])) for error in errors]


def _spot(location: Sequence[Any]) -> dict[str, Any]:
    """Where it is: ninja names the source, then our argument, then the place in it.

    Of a parameter as a whole it leaves our argument out, of one among several values it doesn't.
    """
    source, *rest = location
    if source == "body":
        return {"pointer": "".join(f"/{_escaped(part)}" for part in rest[1:])}
    names = [part for part in rest if isinstance(part, str)]
    return {"parameter": names[-1] if names else str(source)}


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
    TooManyPasswordsError: _overloaded,
    ParameterError: _parameters,
    ValidationError: _schema,
    RequestDataTooBig: _too_large,
    HttpError: _unreadable,
}
FORESEEN = (
    Refusal,
    MLDBError,
    TooManyPasswordsError,
    ParameterError,
    ValidationError,
    RequestDataTooBig,
    HttpError,
)
