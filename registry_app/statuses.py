"""Which HTTP status tells which refusal."""

from http import HTTPStatus

from mldb.errors import (
    ConflictError,
    DuplicateError,
    InUseError,
    RuleViolationError,
    ThrottledError,
)


def status_of(violation: RuleViolationError) -> HTTPStatus:
    """409 if the request clashes with what is stored, 422 if it is wrong in itself.

    429 if it came too soon after others that were.
    """
    if isinstance(violation, DuplicateError | ConflictError | InUseError):
        return HTTPStatus.CONFLICT
    if isinstance(violation, ThrottledError):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY
