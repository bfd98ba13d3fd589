"""Long lists as JSON Lines: one object a line, sent while they are read."""

from collections.abc import AsyncIterator, Sequence
from typing import Final

from django.http import HttpRequest, StreamingHttpResponse
from pydantic import BaseModel

from mldb.security import note
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.responses import to_json

LINES: Final = "application/x-ndjson"


def wants_lines(request: HttpRequest) -> bool:
    """Whether the caller accepts JSON Lines."""
    return LINES in request.headers.get("Accept", "")


def lines_response(
    request: APIRequest, pages: AsyncIterator[Sequence[BaseModel]]
) -> StreamingHttpResponse:
    """All rows of all pages; an error cuts the response off, so that it can't seem complete."""
    return download_response(request, _chunks(pages), LINES)


def download_response(
    request: APIRequest, chunks: AsyncIterator[bytes], content_type: str
) -> StreamingHttpResponse:
    """Everything in chunks; an error cuts the response off, so that it can't seem complete."""
    caller = request.auth
    note(
        "download",
        account=caller.username,
        token=caller.token_name,
        path=request.get_full_path(),
    )
    return StreamingHttpResponse(chunks, content_type=content_type)


async def _chunks(pages: AsyncIterator[Sequence[BaseModel]]) -> AsyncIterator[bytes]:
    async for page in pages:
        yield b"".join(to_json(row) + b"\n" for row in page)
