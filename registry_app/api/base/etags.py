"""Conditional requests: ETags, If-None-Match and If-Match."""

from hashlib import blake2b
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from mldb.schemas.base import AttributedRead
from registry_app.api.base.responses import JSON, to_json
from registry_app.core.refusal import ProblemDetail, Refusal

_DIGEST_BYTES: Final = 6


def etag_of(row: AttributedRead, body: bytes) -> str:
    """Identifies a state of the resource: `row_version` of its row, and a digest of the body."""
    return f'"{row.id}-{row.row_version}-{blake2b(body, digest_size=_DIGEST_BYTES).hexdigest()}"'


def response_with_etag(
    request: HttpRequest, row: AttributedRead, content: BaseModel | None = None
) -> HttpResponse:
    """The content, or the row itself, with its ETag; 304 if a reader has this state already."""
    body = to_json(row if content is None else content)
    etag = etag_of(row, body)
    # META, as every read comes here: `headers` would first collect all of them.
    given = given_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if request.method == "GET" and (etag in given or given == ["*"]):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    return HttpResponse(body, content_type=JSON, headers={"ETag": etag})


def expected_version(request: HttpRequest, row: AttributedRead) -> int | None:
    """The `row_version` that `If-Match` requires; None: any.

    Raises:
        Refusal: the row has another version.
    """
    given = given_etags(request.headers.get("If-Match", "*"))
    if given == ["*"]:
        return None
    if str(row.row_version) in [_version(row, etag) for etag in given]:
        return row.row_version
    sentence = (
        f"{row.updated_by} changed this in the meantime, or it is another one. Read it again and "
        "decide again: If-Match takes the ETag of that response."
    )
    detail = ProblemDetail(detail=sentence, parameter="If-Match")
    raise Refusal(HTTPStatus.PRECONDITION_FAILED, sentence, [detail])


def required_version(request: HttpRequest, row: AttributedRead) -> int:
    """The `row_version` that `If-Match` requires, in a request that must not be without it.

    Raises:
        Refusal: `If-Match` is missing, or the row has another version.
    """
    if "If-Match" not in request.headers:
        raise Refusal(
            HTTPStatus.PRECONDITION_REQUIRED,
            "Name the state on which you decided: send its ETag as If-Match, or * for any state.",
        )
    expected = expected_version(request, row)
    return row.row_version if expected is None else expected


def given_etags(header: str) -> list[str]:
    """The ETags of a header; also weak ones, which proxies that compress make of ours."""
    return [etag for part in header.split(",") if (etag := part.strip().removeprefix("W/"))]


def _version(row: AttributedRead, etag: str) -> str | None:
    row_id, _, rest = etag.strip('"').partition("-")
    return rest.partition("-")[0] if row_id == str(row.id) else None
