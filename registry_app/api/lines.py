"""Long lists as JSON Lines: one object a line, sent while they are read."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

from django.http import HttpRequest, StreamingHttpResponse
from pydantic import BaseModel

from registry_app.api.answers import written
from registry_app.api.documentation import LINES
from registry_app.streams import sent_async

RowT = TypeVar("RowT")


def wants_lines(request: HttpRequest) -> bool:
    """Whether the caller asked for JSON Lines."""
    return LINES in request.headers.get("Accept", "")


def lines(
    request: HttpRequest,
    pages: AsyncIterator[Sequence[RowT]],
    dressed: Callable[[Sequence[RowT]], Awaitable[Sequence[BaseModel]]],
) -> StreamingHttpResponse:
    """All rows of all pages; an error cuts the answer off, so that nobody takes it for whole."""
    chunks = _chunks(pages, dressed)
    return StreamingHttpResponse(sent_async(request, chunks), content_type=LINES)


async def _chunks(
    pages: AsyncIterator[Sequence[RowT]],
    dressed: Callable[[Sequence[RowT]], Awaitable[Sequence[BaseModel]]],
) -> AsyncIterator[bytes]:
    async for page in pages:
        yield b"".join(written(row) + b"\n" for row in await dressed(page))
