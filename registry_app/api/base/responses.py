"""Answers as JSON, with the headers by which programs repeat, compare and page."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path
from pydantic import BaseModel

from mldb.schemas.base import AttributedRead
from registry_app.api.base.problems import ProblemDetail, Refusal
from registry_app.api.schemas import Page

_DIGEST_BYTES: Final = 6
_JSON: Final = "application/json"


def written(content: BaseModel) -> bytes:
    """The content as JSON."""
    # The model's own serializer, without building Python objects of it first.
    return content.__pydantic_serializer__.to_json(content)


def answer(
    content: BaseModel, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The content, as it is."""
    return HttpResponse(written(content), status=status, content_type=_JSON, headers=headers)


def nothing() -> HttpResponse:
    """It is done, and there is nothing to tell."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def etag_of(row: AttributedRead, body: bytes) -> str:
    """Names a state of the thing: its row's version, and a digest of what is told with it."""
    return f'"{row.id}-{row.row_version}-{blake2b(body, digest_size=_DIGEST_BYTES).hexdigest()}"'


def conditional(request: HttpRequest, row: AttributedRead, content: BaseModel) -> HttpResponse:
    """The content with its ETag; 304 without it to who reads and has it already."""
    body = written(content)
    etag = etag_of(row, body)
    if request.method == "GET" and _names(request.META.get("HTTP_IF_NONE_MATCH", ""), etag):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    return HttpResponse(body, content_type=_JSON, headers={"ETag": etag})


def expected_version(request: HttpRequest, row: AttributedRead) -> int | None:
    """The `row_version` that `If-Match` names; None: any will do.

    Raises:
        Refusal: it names no state that this thing ever was in.
    """
    given = _listed(request.headers.get("If-Match", "*"))
    if given == ["*"]:
        return None
    if str(row.row_version) in [_version(row, etag) for etag in given]:
        return row.row_version
    sentence = (
        f"{row.updated_by} changed this in the meantime, or it is another one. Read it again and "
        "decide again: If-Match takes the ETag that came with it."
    )
    raise Refusal(
        HTTPStatus.PRECONDITION_FAILED,
        sentence,
        [ProblemDetail(detail=sentence, parameter="If-Match")],
    )


def required_version(request: HttpRequest, row: AttributedRead) -> int:
    """The same for what must not overwrite unseen changes, and so has to name a state.

    Raises:
        Refusal: it doesn't.
    """
    if "If-Match" not in request.headers:
        raise Refusal(
            HTTPStatus.PRECONDITION_REQUIRED,
            "Say which state you decided on: send its ETag as If-Match, or * for any.",
        )
    expected = expected_version(request, row)
    return row.row_version if expected is None else expected


def page(
    request: HttpRequest,
    items: Sequence[BaseModel],
    next_cursor: str | None,
    previous_cursor: str | None = None,
) -> HttpResponse:
    """A page of a list, with links to the pages beside it (RFC 8288)."""
    content: Page[Any] = Page.model_construct(
        items=list(items), next_cursor=next_cursor, previous_cursor=previous_cursor
    )
    links = {"next": next_cursor, "prev": previous_cursor}
    link = ", ".join(
        f'<{_address(request, cursor)}>; rel="{name}"' for name, cursor in links.items() if cursor
    )
    return answer(content, headers={"Link": link} if link else None)


def _address(request: HttpRequest, cursor: str) -> str:
    query = dict(request.GET.lists()) | {"cursor": [cursor]}
    path = escape_uri_path(request.path)
    return request.build_absolute_uri(f"{path}?{urlencode(query, doseq=True)}")


def _names(header: str, etag: str) -> bool:
    given = _listed(header)
    return etag in given or given == ["*"]


def _listed(header: str) -> list[str]:
    """ETags one by one, weak ones too: proxies that compress make ours weak."""
    return [etag for part in header.split(",") if (etag := part.strip().removeprefix("W/"))]


def _version(row: AttributedRead, etag: str) -> str | None:
    row_id, _, rest = etag.strip('"').partition("-")
    return rest.partition("-")[0] if row_id == str(row.id) else None
