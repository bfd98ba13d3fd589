"""Bodies that are read as they come, against real servers with either parser."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from registry_app.serving import limits
from registry_app.serving.bodies import GoneError
from registry_app.serving.limits import Limit, LimitError
from registry_app.serving.streamed_bodies import StreamedBody, pass_on, streamed_body
from tests.web.raw import PATIENCE_SECONDS, Site, request, site

MEGABYTE = 1_000_000
View = Callable[[StreamedBody], Awaitable[str]]


class Toy:
    """An application that reads bodies; tests choose its view and see how each request ended."""

    def __init__(self) -> None:
        self.view: View = read
        self.read = 0
        self.endings: list[BaseException | str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await pass_on(self._respond, scope, receive, send)

    async def _respond(self, scope: Any, _: Any, send: Any) -> None:
        body = streamed_body(SimpleNamespace(scope=scope))  # type: ignore[arg-type]  # enough of one
        try:
            text = await self.view(body)
        except (GoneError, LimitError) as error:
            text = type(error).__name__
            self.endings.append(error)
        else:
            self.endings.append(text)
        headers = [(b"content-length", str(len(text)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode()})


async def read(body: StreamedBody) -> str:
    size = 0
    async for part in body.parts():
        size += len(part)
    return f"read {size} of {body.announced_bytes}"


async def refuse(_: StreamedBody) -> str:
    return "refused"


@pytest.fixture
def toy() -> Toy:
    return Toy()


@pytest.fixture(params=["httptools", "h11"])
async def server(request: pytest.FixtureRequest, toy: Toy) -> AsyncIterator[Site]:
    async with site(toy, request.param) as running:
        yield running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STALL_SECONDS", "BODY_SECONDS"):
        monkeypatch.setattr(limits, name, 0.3)


def put(*headers: str) -> bytes:
    return request("PUT /", *headers)


async def test_a_body_is_read_whole_and_the_connection_kept(server: Site, toy: Toy) -> None:
    raw = await server.connect()
    for _ in range(2):
        await raw.send(put(f"Content-Length: {5 * MEGABYTE}"), *[b"x" * MEGABYTE] * 5)
        head = await raw.head()
        await raw.reader.readexactly(len(f"read {5 * MEGABYTE} of {5 * MEGABYTE}"))

        assert "connection: close" not in head.lower()
    assert toy.endings == [f"read {5 * MEGABYTE} of {5 * MEGABYTE}"] * 2


async def test_chunks_announce_nothing(server: Site, toy: Toy) -> None:
    raw = await server.connect()
    await raw.send(put("Transfer-Encoding: chunked"), b"3\r\nabc\r\n", b"0\r\n\r\n")
    await raw.head()

    assert toy.endings == ["read 3 of None"]


async def test_a_body_waits_for_its_reader(server: Site, toy: Toy) -> None:
    """However fast the client is, only a little is in memory."""
    may_read = asyncio.Event()

    async def wait(body: StreamedBody) -> str:
        await may_read.wait()
        return await read(body)

    toy.view = wait
    raw = await server.connect()
    sending = asyncio.create_task(
        raw.send(put(f"Content-Length: {50 * MEGABYTE}"), *[b"x" * MEGABYTE] * 50)
    )
    connections: Any = server.server.server_state.connections
    await server.until(lambda: any(one.flow.read_paused for one in connections))
    is_sent = sending.done()
    kept = sum(len(one.cycle.body) for one in connections)
    may_read.set()
    await raw.head()

    assert not is_sent
    assert kept < MEGABYTE
    assert toy.endings == [f"read {50 * MEGABYTE} of {50 * MEGABYTE}"]
    await sending


@pytest.mark.parametrize("sent", [b"", b"x" * 10, b"x" * 100_000])
async def test_a_client_that_goes_away_is_noticed(server: Site, toy: Toy, sent: bytes) -> None:
    raw = await server.connect()
    await raw.send(put(f"Content-Length: {MEGABYTE}"), sent)
    raw.writer.close()
    await server.until(lambda: bool(toy.endings))

    assert isinstance(toy.endings[0], GoneError)


@pytest.mark.usefixtures("impatient")
async def test_a_client_that_stalls_is_not_waited_for(server: Site, toy: Toy) -> None:
    raw = await server.connect()
    await raw.send(put(f"Content-Length: {MEGABYTE}"), b"x")
    head = await raw.head()
    await raw.rest()

    assert "connection: close" in head.lower()
    [ending] = toy.endings
    assert isinstance(ending, LimitError)
    assert ending.limit is Limit.BODY_STALL


async def test_an_unread_body_is_read_before_the_response(server: Site, toy: Toy) -> None:
    """Who sends it all first would not see the response."""
    toy.view = refuse
    raw = await server.connect()
    async with asyncio.timeout(PATIENCE_SECONDS):
        is_sent = await raw.send(put(f"Content-Length: {5 * MEGABYTE}"), *[b"x" * MEGABYTE] * 5)
    head = await raw.head()

    assert is_sent
    assert head.startswith("HTTP/1.1 200")
    assert "connection: close" not in head.lower()


async def test_an_endless_body_is_not_read_to_its_end(
    server: Site, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client sees the response all the same."""
    monkeypatch.setattr(limits, "DISCARDED_BYTES", MEGABYTE)
    monkeypatch.setattr(limits, "LINGER_SECONDS", 0.5)
    toy.view = refuse
    raw = await server.connect()
    await raw.send(put("Transfer-Encoding: chunked"))

    async def send_for_ever() -> None:
        while await raw.send(b"186a0\r\n" + b"x" * 100_000 + b"\r\n"):
            pass

    sending = asyncio.create_task(send_for_ever())
    head = await raw.head()

    assert "connection: close" in head.lower()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await sending


@pytest.mark.usefixtures("impatient")
async def test_a_refusal_does_not_wait_for_a_body_that_does_not_come(
    server: Site, toy: Toy
) -> None:
    toy.view = refuse
    raw = await server.connect()
    await raw.send(put(f"Content-Length: {MEGABYTE}"))

    assert "connection: close" in (await raw.head()).lower()


async def test_a_refused_client_that_waits_is_not_asked_to_send(server: Site, toy: Toy) -> None:
    toy.view = refuse
    raw = await server.connect()
    await raw.send(put(f"Content-Length: {MEGABYTE}", "Expect: 100-continue"))
    head = await raw.head()

    assert head.startswith("HTTP/1.1 200")
    assert "connection: close" in head.lower()


async def test_a_client_that_waits_is_asked_to_send(server: Site, toy: Toy) -> None:
    raw = await server.connect()
    await raw.send(put("Content-Length: 3", "Expect: 100-continue"))
    interim = await raw.head()
    await raw.send(b"abc")
    head = await raw.head()

    assert interim.startswith("HTTP/1.1 100")
    assert head.startswith("HTTP/1.1 200")
    assert toy.endings == ["read 3 of 3"]
