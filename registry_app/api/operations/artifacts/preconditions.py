"""Conditions under which a file is stored or deleted: `If-Match` and `If-None-Match`."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from mldb.errors import ConflictError, NotFoundError
from mldb.schemas import Owner
from registry_app.api.base.etags import given_etags
from registry_app.api.base.gate import APIRequest
from registry_app.core.refusal import ProblemDetail, Refusal

_ANY = ["*"]


async def replaced_digests(request: APIRequest, owner: Owner, path: str) -> Collection[str] | None:
    """Digests of which the existing file must have one; None: any; without any: no file.

    Raises:
        NotFoundError: there is no such owner.
        Refusal: any file may be there, but there is none; or a header can't be read.
    """
    if "If-None-Match" in request.headers:
        if given_etags(request.headers["If-None-Match"]) != _ANY:
            raise Refusal.of_parameters("Only * can be given here: no file.", "If-None-Match")
        return ()
    given = given_etags(request.headers.get("If-Match", ""))
    if not given:
        return None
    if given != _ANY:
        return frozenset(etag.strip('"') for etag in given)
    try:
        return [(await request.registry.artifacts.get(owner, path)).sha256]
    except NotFoundError as error:
        if error.entity != "artifact":
            raise
        raise precondition_failed("There is no such file.", "If-Match") from None


@contextmanager
def preconditions(request: APIRequest) -> Iterator[None]:
    """A context that turns a failed condition into status 412."""
    try:
        yield
    except ConflictError as conflict:
        if conflict.field != "replaces":
            raise
        name = "If-None-Match" if "If-None-Match" in request.headers else "If-Match"
        raise precondition_failed(str(conflict), name) from None


def precondition_failed(sentence: str, name: str) -> Refusal:
    """The refusal of a request whose header names another state."""
    detail = ProblemDetail(detail=sentence, parameter=name)
    return Refusal(HTTPStatus.PRECONDITION_FAILED, sentence, [detail])
