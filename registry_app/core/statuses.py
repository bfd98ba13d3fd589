"""The HTTP status of each refusal."""

from http import HTTPStatus
from typing import Final

from mldb.catalogue import BY_TABLE
from mldb.errors import (
    ConflictError,
    DuplicateError,
    InUseError,
    NotFoundError,
    RuleViolationError,
    ThrottledError,
)

_IN_TRASH: Final = {entity.name for entity in BY_TABLE.values() if entity.has_trash}


def status_of(violation: RuleViolationError) -> HTTPStatus:
    """409 if the request clashes with what is stored, 422 if it is wrong in itself.

    429 if it came too soon after others that were.
    """
    if isinstance(violation, DuplicateError | ConflictError | InUseError):
        return HTTPStatus.CONFLICT
    if isinstance(violation, ThrottledError):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY


def may_lie_in_trash(error: NotFoundError) -> bool:
    """Whether what isn't there may have been trashed, as only some entities can be."""
    return error.entity in _IN_TRASH and error.renamed_to is None
