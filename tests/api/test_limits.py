"""What the API takes from one client: so large, so slow, so much at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from django.conf import settings

from registry_app.api import limits
from registry_app.registry import AsyncRegistry
from site_config.asgi import application
from tests.api.answers import content, events, problem

TOO_MUCH = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1


async def _in_parts(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 100_000):
        yield b"x" * 100_000


@pytest.mark.parametrize("is_announced", [True, False])
@pytest.mark.parametrize("size", [TOO_MUCH, 10_000_000])
async def test_a_body_that_is_too_large_is_refused(
    editor: httpx.AsyncClient, registry: AsyncRegistry, size: int, *, is_announced: bool
) -> None:
    body: Any = b"x" * size if is_announced else _in_parts(size)
    response = await editor.post("/models", content=body)

    assert "smaller parts" in problem(response, 413)["detail"]
    assert response.headers["Connection"] == "close"
    assert await registry.models.get_all() == []


async def test_the_largest_body_is_read(editor: httpx.AsyncClient) -> None:
    response = await editor.post("/models", content=b'{"name": "fraud"}'.ljust(TOO_MUCH - 1))

    content(response, 201)


class Connection:
    """A connection as a server hands it over: what is sent on it is given piece by piece."""

    def __init__(self, secret: str, *messages: dict[str, Any]) -> None:
        self.sent: list[dict[str, Any]] = []
        self._messages = list(messages)
        self.scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/v1/models",
            "raw_path": b"/api/v1/models",
            "query_string": b"",
            "headers": [(b"host", b"testserver"), (b"authorization", secret.encode())],
            "client": ("127.0.0.1", 1),
        }

    async def receive(self) -> dict[str, Any]:
        """The next piece, or none ever."""
        if not self._messages:
            await asyncio.Event().wait()
        return self._messages.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        """Keep what is answered."""
        self.sent.append(message)

    async def answered(self) -> list[dict[str, Any]]:
        """All that the site answers."""
        await application(self.scope, self.receive, self.send)
        return self.sent


def _part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_that_does_not_come_is_not_waited_for(
    editor: httpx.AsyncClient, registry: AsyncRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.05)
    secret = editor.headers["Authorization"]
    start, end = await Connection(secret, _part(b'{"name": ', more=True)).answered()

    assert start["status"] == 408
    assert dict(start["headers"])[b"connection"] == b"close"
    assert b"send it again" in end["body"]
    assert await registry.models.get_all() == []


async def test_a_client_that_goes_away_has_asked_for_nothing(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    """What came of the body may be whole by chance."""
    before = await events(registry)
    connection = Connection(
        editor.headers["Authorization"],
        _part(b'{"name": "fraud"}', more=True),
        {"type": "http.disconnect"},
    )

    assert await connection.answered() == []
    assert await events(registry) == before


async def test_a_client_that_asks_for_too_much_at_once_has_to_wait(
    editor: httpx.AsyncClient, viewer: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", 2)
    secret = editor.headers["Authorization"]
    hanging = [
        asyncio.create_task(Connection(secret, _part(b"", more=True)).answered()) for _ in range(2)
    ]
    await asyncio.sleep(0)
    refused = await editor.get("/models")
    others = await viewer.get("/models")
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    afterwards = await editor.get("/models")

    assert "are running" in problem(refused, 429)["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    content(others)
    content(afterwards)
