"""Refusals for the errors that operations raise."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

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
from registry_app.accounts.hashing import TooManyPasswordsError
from registry_app.api.base.locations import details_of, details_of_schema, field_location
from registry_app.core.refusal import ProblemDetail, Refusal
from registry_app.core.statuses import may_lie_in_trash, status_of
from registry_app.core.unavailable import public_sentence
from registry_app.serving.bodies import GoneError
from registry_app.serving.limits import BODY_SECONDS, STALL_SECONDS, Limit, LimitError

RETRY_SECONDS: Final = 5
_SENTENCES: Final = {
    Limit.HEADERS: "The headers of this request are too large.",
    Limit.BODY_SIZE: "The body is too large. Send it in smaller parts.",
    Limit.BODY_TIME: (
        f"The body took longer than {BODY_SECONDS} seconds. Nothing was changed: send it again."
    ),
    Limit.BODY_STALL: (
        f"Nothing of the body came for {STALL_SECONDS} seconds. Nothing was stored: send it again."
    ),
}
_MISTAKE: Final = "The request has a mistake: correct it and send it again."


def refusal_of(request: HttpRequest | None, error: Exception) -> Refusal:
    """The refusal for an error; an unforeseen error is raised again."""
    for error_type, make in _MAKERS.items():
        if isinstance(error, error_type):
            return make(request, error)
    raise error


def _itself(_: object, refusal: Any) -> Refusal:
    return refusal  # type: ignore[no-any-return]  # of the type under which this is registered


def _not_found(request: HttpRequest | None, error: Any) -> Refusal:
    if _names_other_models(request, error):
        error = NotFoundError(error.entity, error.key, error.where)
    hint = " It may be in the trash." if may_lie_in_trash(error) else ""
    return Refusal(HTTPStatus.NOT_FOUND, f"{error}{hint}")


def _names_other_models(request: HttpRequest | None, error: NotFoundError) -> bool:
    """Whether the error could name a model to which the caller's token is not limited."""
    allowed = getattr(getattr(request, "auth", None), "model_names", None)
    if allowed is None:
        return False
    if error.renamed_to is not None:
        return error.renamed_to not in allowed
    is_of_model = error.entity == "alias" and "@" not in (error.suggestion or "")
    return not is_of_model


def _violation(request: HttpRequest | None, error: Any) -> Refusal:
    if isinstance(error, ConflictError) and request and "If-Match" in request.headers:
        detail = ProblemDetail(detail=str(error), parameter="If-Match")
        return Refusal(HTTPStatus.PRECONDITION_FAILED, str(error), [detail])
    if not error.field:
        return Refusal(status_of(error), str(error))
    detail = ProblemDetail(detail=str(error), **field_location(request, error.field))
    return Refusal(status_of(error), str(error), [detail])


def _query(_: object, error: Any) -> Refusal:
    detail = ProblemDetail(detail=str(error), parameter="q", position=error.position)
    return Refusal(HTTPStatus.BAD_REQUEST, f"The query can't be read. {error}", [detail])


def _storage(_: object, error: Any) -> Refusal:
    return _unavailable(public_sentence(error))


def _overloaded(_: object, error: Any) -> Refusal:
    return _unavailable(str(error))


def _unavailable(sentence: str) -> Refusal:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, sentence, headers=headers)


def _parameters(_: object, error: Any) -> Refusal:
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, _MISTAKE, details_of(error.errors))


def _schema(request: HttpRequest, error: Any) -> Refusal:
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, _MISTAKE, details_of_schema(request, error))


def _too_large(_: object, __: object) -> Refusal:
    return Refusal(Limit.BODY_SIZE.status, _SENTENCES[Limit.BODY_SIZE])


def _limit(_: object, error: Any) -> Refusal:
    return Refusal(error.limit.status, _SENTENCES[error.limit])


def _gone(_: object, __: object) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "The body ended in the middle.")


def _unreadable(_: object, error: Any) -> Refusal:
    sentence = "The body is no JSON. Send one JSON object, encoded in UTF-8."
    return Refusal(HTTPStatus(error.status_code), sentence)


# A subclass comes before its base class.
_MAKERS: Final[dict[type[Exception], Callable[[Any, Any], Refusal]]] = {
    Refusal: _itself,
    NotFoundError: _not_found,
    RuleViolationError: _violation,
    QuerySyntaxError: _query,
    StorageError: _storage,
    TooManyPasswordsError: _overloaded,
    ParameterError: _parameters,
    ValidationError: _schema,
    RequestDataTooBig: _too_large,
    LimitError: _limit,
    GoneError: _gone,
    HttpError: _unreadable,
}
FORESEEN: Final = (
    Refusal,
    MLDBError,
    TooManyPasswordsError,
    ParameterError,
    ValidationError,
    RequestDataTooBig,
    LimitError,
    GoneError,
    HttpError,
)
"""Errors for which there is a refusal."""
