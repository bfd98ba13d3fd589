"""Long lists as JSON Lines: one object a line, sent while they are read."""

from collections.abc import AsyncIterator, Sequence

from django.http import HttpRequest, StreamingHttpResponse
from pydantic import BaseModel

from mldb.security import note
from registry_app.api.base.documentation import LINES
from registry_app.api.base.gate import APIRequest
from registry_app.api.base.responses import written


def wants_lines(request: HttpRequest) -> bool:
    """Whether the caller asked for JSON Lines."""
    return LINES in request.headers.get("Accept", "")


def lines(request: APIRequest, pages: AsyncIterator[Sequence[BaseModel]]) -> StreamingHttpResponse:
    """All rows of all pages; an error cuts the answer off, so that nobody takes it for whole."""
    caller = request.auth
    note(
        "download",
        account=caller.username,
        token=caller.token_name,
        path=request.get_full_path(),
    )
    return StreamingHttpResponse(_chunks(pages), content_type=LINES)


async def _chunks(pages: AsyncIterator[Sequence[BaseModel]]) -> AsyncIterator[bytes]:
    async for page in pages:
        yield b"".join(written(row) + b"\n" for row in page)
