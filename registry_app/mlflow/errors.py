"""Errors in the protocol's form: a code, and a message that clients show."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Self

from pydantic import ValidationError
from pydantic_core import to_json

from mldb.errors import (
    DuplicateError,
    NotFoundError,
    QuerySyntaxError,
    RuleViolationError,
    StorageError,
)
from mldb.wording import sentence_of
from registry_app.core.refusal import Refusal
from registry_app.core.unavailable import public_sentence
from registry_app.serving.limits import Limit, LimitError

RETRY_SECONDS: Final = 1
_UNFORESEEN: Final = (
    "The server failed. Whoever runs it finds the reason in its log, under the X-Request-ID of "
    "this response."
)
_SHOWN: Final = 100
_log = logging.getLogger(__name__)
_CODES: Final = {
    HTTPStatus.UNAUTHORIZED: "UNAUTHENTICATED",
    HTTPStatus.FORBIDDEN: "PERMISSION_DENIED",
    HTTPStatus.TOO_MANY_REQUESTS: "RESOURCE_EXHAUSTED",
}
_CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="Modelbook"'}
_NOT_FOUND: Final = {
    "run": "Run with id={key} not found",
    "experiment": "Could not find experiment with name '{key}'",
    "experiment id": "No Experiment with id={key} exists",
    "model": "Registered Model with name={key} not found",
    "logged model": "Logged model with ID '{key}' not found.",
    "alias": "Registered model alias {key} not found.",
}


@dataclass
class ProtocolError(Exception):
    """An error response: status, `error_code` and message."""

    status: HTTPStatus
    code: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def invalid(cls, message: str) -> Self:
        """400, because the call is wrong in itself."""
        return cls(HTTPStatus.BAD_REQUEST, "INVALID_PARAMETER_VALUE", message)

    @classmethod
    def missing(cls, message: str) -> Self:
        """404, because what the call names doesn't exist."""
        return cls(HTTPStatus.NOT_FOUND, "RESOURCE_DOES_NOT_EXIST", message)

    @classmethod
    def no_endpoint(cls, method: str, path: str) -> Self:
        """404, because nothing is served there."""
        message = f"There is no {method} {path[:_SHOWN]} here."
        return cls(HTTPStatus.NOT_FOUND, "ENDPOINT_NOT_FOUND", message)

    @property
    def content(self) -> bytes:
        """The JSON body."""
        return to_json({"error_code": self.code, "message": self.message})


def protocol_error(error: Exception) -> ProtocolError:
    """The error response for an error of a service; an unforeseen error is logged."""
    for error_type, make in _MAKERS.items():
        if isinstance(error, error_type):
            return make(error)
    _log.error("A call of the MLflow protocol failed.", exc_info=error)
    return ProtocolError(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", _UNFORESEEN)


def invalid_parameter(error: ValidationError) -> ProtocolError:
    """The error of the first parameter that is wrong, in the words that clients look for."""
    first = error.errors(include_url=False)[0]
    name = _parameter(first["loc"])
    if first["type"] == "missing":
        return ProtocolError.invalid(f"Missing value for required parameter '{name}'.")
    value = _shown(first["input"])
    return ProtocolError.invalid(
        f"Invalid value {value} for parameter '{name}' supplied: {sentence_of(first)}"
    )


def _parameter(location: Iterable[int | str]) -> str:
    """The place of a parameter, such as `metrics[0].timestamp`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return "".join(parts).removeprefix(".")


def _shown(value: Any) -> str:
    """A value as in JSON, without what is too long."""
    if isinstance(value, str):
        value = value[:_SHOWN]
    return to_json(value, fallback=str, inf_nan_mode="strings").decode(errors="replace")[
        : _SHOWN * 2
    ]


def _not_found(error: Any) -> ProtocolError:
    if error.entity == "version" and "/" in str(error.key):
        name, _, number = str(error.key).rpartition("/")
        return ProtocolError.missing(f"Model Version (name={name}, version={number}) not found")
    wording = _NOT_FOUND.get(error.entity)
    key = str(error.key).rpartition("@")[2] if error.entity == "alias" else error.key
    message = wording.format(key=key) if wording else str(error)
    if error.entity == "alias":
        return ProtocolError.invalid(message)
    return ProtocolError.missing(message)


def _duplicate(error: Any) -> ProtocolError:
    return ProtocolError(HTTPStatus.BAD_REQUEST, "RESOURCE_ALREADY_EXISTS", str(error))


def _invalid(error: Any) -> ProtocolError:
    return ProtocolError.invalid(str(error))


def _refused(refusal: Any) -> ProtocolError:
    code = _CODES.get(refusal.status, "INVALID_PARAMETER_VALUE")
    headers = dict(refusal.headers)
    if refusal.status is HTTPStatus.UNAUTHORIZED:
        headers |= _CHALLENGE
    return ProtocolError(refusal.status, code, refusal.detail, headers)


def _limit(error: Any) -> ProtocolError:
    limit = error.limit
    message = f"{limit.title}. {limit.advice}"
    if limit is Limit.BODY_SIZE:
        # Clients try again after 413, too.
        return ProtocolError.invalid("The body is too large. Send it in smaller parts.")
    return ProtocolError(limit.status, "RESOURCE_EXHAUSTED", message)


def _storage(error: Any) -> ProtocolError:
    return ProtocolError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "TEMPORARILY_UNAVAILABLE",
        public_sentence(error),
        {"Retry-After": str(RETRY_SECONDS)},
    )


# A subclass comes before its base class.
_MAKERS: Final[dict[type[Exception], Callable[[Any], ProtocolError]]] = {
    ProtocolError: lambda error: error,
    Refusal: _refused,
    NotFoundError: _not_found,
    DuplicateError: _duplicate,
    RuleViolationError: _invalid,
    QuerySyntaxError: _invalid,
    StorageError: _storage,
    LimitError: _limit,
    ValidationError: invalid_parameter,
}
