"""Which HTTP status tells which refusal."""

from http import HTTPStatus

from mldb.errors import ConflictError, DuplicateError, InUseError, RuleViolationError


def status_of(violation: RuleViolationError) -> HTTPStatus:
    """409 if the request clashes with what is stored, 422 if it is wrong in itself."""
    if isinstance(violation, DuplicateError | ConflictError | InUseError):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY
