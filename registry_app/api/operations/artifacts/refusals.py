"""Refusals for the rules that files break."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from mldb.errors import RuleViolationError
from registry_app.core.refusal import Refusal
from registry_app.core.statuses import status_of


@contextmanager
def refusals(**parameters: str) -> Iterator[None]:
    """A context that turns violations into refusals; `parameters` are those of the rules' fields.

    A file that is too large is refused with 413, a change of one that never changes with 409.
    """
    try:
        yield
    except RuleViolationError as violation:
        if status_of(violation) is not HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        if violation.field == "size_bytes":
            raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(violation)) from None
        if violation.field == "status":
            raise Refusal(HTTPStatus.CONFLICT, str(violation)) from None
        if violation.field in parameters:
            raise Refusal.of_parameters(str(violation), parameters[violation.field]) from None
        raise
