"""Limits for one client: size and time of a body, requests at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from django.conf import settings

from registry_app.core.registry import AsyncRegistry
from registry_app.serving import client_limits as limits
from site_config.asgi import application
from tests.api.responses import content, events, problem
from tests.web.statements import statements

PATIENCE_SECONDS = 120
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
    """A connection as a server hands it over: its messages are given piece by piece."""

    def __init__(self, secret: str, *messages: dict[str, Any]) -> None:
        self.sent: list[dict[str, Any]] = []
        self._messages = list(messages)
        self.is_read = asyncio.Event()
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
            self.is_read.set()
            await asyncio.Event().wait()
        return self._messages.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        """Keep the response."""
        self.sent.append(message)

    async def response(self) -> list[dict[str, Any]]:
        """All that the site responses."""
        await application(self.scope, self.receive, self.send)
        return self.sent


def _part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_that_does_not_come_is_not_waited_for(
    editor: httpx.AsyncClient, registry: AsyncRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry_app.serving.limits.BODY_SECONDS", 0.05)
    secret = editor.headers["Authorization"]
    start, end = await Connection(secret, _part(b'{"name": ', more=True)).response()

    assert start["status"] == 408
    assert dict(start["headers"])[b"connection"] == b"close"
    assert b"send it again" in end["body"]
    assert await registry.models.get_all() == []


async def test_a_client_that_goes_away_has_asked_for_nothing(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    """The received part of the body may be valid by chance."""
    before = await events(registry)
    connection = Connection(
        editor.headers["Authorization"],
        _part(b'{"name": "fraud"}', more=True),
        {"type": "http.disconnect"},
    )

    assert await connection.response() == []
    assert await events(registry) == before


async def test_a_client_that_asks_for_too_much_at_once_has_to_wait(
    editor: httpx.AsyncClient, viewer: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", 2)
    secret = editor.headers["Authorization"]
    connections = [Connection(secret, _part(b"", more=True)) for _ in range(2)]
    hanging = [asyncio.create_task(connection.response()) for connection in connections]
    # Tokens are looked up before requests count.
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(connection.is_read.wait() for connection in connections))
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


@pytest.mark.parametrize("secret", [None, "Bearer mb_wrong", "Basic x", ""])
async def test_a_large_body_of_nobody_is_not_kept(
    anonymous: httpx.AsyncClient, secret: str | None
) -> None:
    """It is within the limit, but more than is read before the token is looked up."""
    kept = []

    async def parts() -> AsyncIterator[bytes]:
        async for part in _in_parts(2_000_000):
            kept.append(part)
            yield part

    headers = {} if secret is None else {"Authorization": secret}
    refused = await anonymous.post("/models", content=parts(), headers=headers)

    problem(refused, 401)
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert refused.headers["Connection"] == "close"


async def test_invented_tokens_share_the_limit_of_their_network_address(
    editor: httpx.AsyncClient, anonymous: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "AT_ONCE", 2)
    connections = [Connection(f"Bearer {n}", _part(b"", more=True)) for n in range(2)]
    hanging = [asyncio.create_task(connection.response()) for connection in connections]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*(connection.is_read.wait() for connection in connections))
    refused = await anonymous.get("/models", headers={"Authorization": "Bearer 3"})
    listed = await editor.get("/models")
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)

    problem(refused, 429)
    content(listed)


async def test_a_browser_that_is_logged_in_may_send_large_bodies(
    anonymous: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_open(_: Any) -> bool:
        return True

    monkeypatch.setattr("registry_app.api.base.clients.is_open_session", is_open)
    response = await anonymous.post("/models", content=b" " * 2_000_000)

    # Django's side finds that there is no session after all.
    assert "Send an API token" in problem(response, 401)["detail"]
    assert "Connection" not in response.headers


async def test_a_token_is_looked_up_once(editor: httpx.AsyncClient) -> None:
    with statements() as seen:
        await editor.get("/models/nix")

    looks = [one for one in seen if one.startswith("SELECT") and "api_tokens" in one]
    assert len(looks) == 1
