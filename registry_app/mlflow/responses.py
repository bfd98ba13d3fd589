"""Responses, sent without Django."""

from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from registry_app.core.request_ids import HEADER, request_id

JSON: Final = "application/json"
_ALWAYS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def send_content(
    send: Any,
    content: bytes,
    media_type: str = JSON,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Send a response in one piece."""
    length = {"Content-Type": media_type, "Content-Length": str(len(content))}
    await _start(send, status, length | dict(headers or {}))
    await send({"type": "http.response.body", "body": content})


async def send_stream(
    send: Any, chunks: AsyncIterator[bytes], status: int, headers: Mapping[str, str]
) -> None:
    """Send a response as it is made."""
    await _start(send, status, headers)
    async for chunk in chunks:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _start(send: Any, status: int, headers: Mapping[str, str]) -> None:
    given = _ALWAYS | {HEADER: request_id()} | dict(headers)
    await send(
        {
            "type": "http.response.start",
            "status": int(status),
            "headers": [
                (name.lower().encode(), value.encode("latin-1")) for name, value in given.items()
            ],
        }
    )
