"""Connections that ask for nothing, too slowly or for too much, against a real server."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from registry_app.serving import limits
from site_config.asgi import application
from tests.web.raw import Raw, Site, request, site

PARSERS = ["httptools", "h11"]
START = b"GET /login HTTP/1.1\r\nHost: localhost\r\n"
MANY = 200_000


@pytest.fixture(params=PARSERS)
async def server(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    """The site, with either parser that uvicorn has."""
    async with site(application, request.param) as running:
        yield running


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that waits for nothing very long."""
    for name in ("HEADER_SECONDS", "BODY_SECONDS", "WRITE_SECONDS"):
        monkeypatch.setattr(limits, name, 0.3)


class TestHeaders:
    async def test_headers_without_end_are_refused(self, server: Site) -> None:
        raw = await server.connect()
        await raw.send(START, *[b"X-A: " + b"x" * 1_000 + b"\r\n"] * 200)
        head = await raw.head()

        assert head.startswith(("HTTP/1.1 431 ", "HTTP/1.1 400 "))
        assert "connection: close" in head.lower()

    async def test_one_endless_header_is_refused(self, server: Site) -> None:
        raw = await server.connect()
        await raw.send(START + b"X-A: ", *[b"x" * 1_000] * 200)

        assert (await raw.head())[:12] in {"HTTP/1.1 431", "HTTP/1.1 400"}

    async def test_an_endless_first_line_is_refused(self, server: Site) -> None:
        raw = await server.connect()
        await raw.send(b"GET /", *[b"x" * 1_000] * 200)

        assert (await raw.head())[:12] in {"HTTP/1.1 431", "HTTP/1.1 400"}

    @pytest.mark.parametrize("path", ["/login", "/api/v1/models", "/live", "/static/nix"])
    async def test_large_headers_that_come_at_once_are_refused_in_words(self, path: str) -> None:
        """Whole, before anybody could count them."""
        async with site(application, "httptools") as server:
            raw = await server.connect()
            await raw.send(request(f"GET {path}", "Cookie: " + "a=b;" * 17_000))
            head = await raw.head()
            page = await raw.rest()

        assert head.startswith("HTTP/1.1 431 ")
        assert b"headers" in page.lower()

    async def test_large_but_usual_headers_are_read(self, server: Site) -> None:
        raw = await server.connect()
        await raw.send(request("GET /healthz", "Cookie: " + "a=b;" * 10_000))

        assert (await raw.head()).startswith("HTTP/1.1 200 ")

    async def test_a_refusal_has_an_id_that_the_log_has(
        self, server: Site, caplog: pytest.LogCaptureFixture
    ) -> None:
        raw = await server.connect()
        await raw.send(b"GET /", b"x" * MANY)
        head = await raw.head()

        if "431" in head:  # h11 refuses by itself
            assert "x-request-id: " in head
            assert (
                "431, sent to 127.0.0.1: The headers of this request are too large." in caplog.text
            )


class TestTime:
    @pytest.fixture(autouse=True)
    def _impatient(self, impatient: None) -> None:
        """Every test is of one."""

    async def test_a_silent_connection_ends(self, server: Site) -> None:
        raw = await server.connect()

        assert await raw.rest() == b""

    async def test_headers_that_come_too_slowly_are_refused(self, server: Site) -> None:
        raw = await server.connect()
        await raw.send(START)

        assert (await raw.head()).startswith("HTTP/1.1 408 ")
        assert b"took longer" in await raw.rest()

    async def test_so_are_those_of_a_second_request(self, server: Site) -> None:
        raw = await server.connect()
        await raw.send(request("GET /healthz"))
        first = await raw.head()
        await raw.send(START)

        assert first.startswith("HTTP/1.1 200 ")
        assert b"HTTP/1.1 408 " in await raw.rest()

    async def test_slow_bytes_gain_no_time(self, server: Site) -> None:
        raw = await server.connect()
        sending = asyncio.create_task(_drip(raw))
        head = await raw.head()
        sending.cancel()

        assert head.startswith("HTTP/1.1 408 ")

    @pytest.mark.parametrize("path", ["/login", "/api/v1/models", "/healthz", "/live"])
    async def test_a_body_that_does_not_come_is_refused(self, server: Site, path: str) -> None:
        raw = await server.connect()
        await raw.send(request(f"POST {path}", "Content-Length: 100"), b"name=")
        head = await raw.head()

        assert head.startswith("HTTP/1.1 408 ")
        assert "connection: close" in head.lower()

    async def test_who_reads_nothing_is_hung_up_on(self, server: Site) -> None:
        raw = await server.connect()
        plug: socket.socket = raw.writer.get_extra_info("socket")
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        raw.writer.transport.pause_reading()  # type: ignore[attr-defined]
        ask = request("GET /static/vendor/tabler.min.css")
        await raw.send(*[ask] * 40)

        await server.until(lambda: not server.server.server_state.connections)


async def _drip(raw: Raw) -> None:
    await raw.send(START)
    while await raw.send(b"X-A: 1\r\n"):  # noqa: ASYNC110  # it sends
        await asyncio.sleep(0.05)  # slower than the limit, never silent


class TestBodies:
    async def test_trailers_without_end_are_cut_off(self, server: Site) -> None:
        raw = await server.connect()
        head = request("POST /login", "Transfer-Encoding: chunked")
        trailers = [b"X-A: " + b"x" * 1_000 + b"\r\n"] * 2_000
        await raw.send(head, b"5\r\nname=\r\n0\r\n", *trailers)

        assert b"HTTP/1.1 2" not in await raw.rest()

    async def test_chunks_that_say_much_and_bring_nothing_are_cut_off(self) -> None:
        async with site(application, "httptools") as server:
            raw = await server.connect()
            await raw.send(request("POST /login", "Transfer-Encoding: chunked"))
            await raw.send(b"1;", *[b"x" * 1_000] * 2_000)

            assert await raw.rest() == b""

    async def test_a_body_in_the_smallest_chunks_is_read(self, server: Site) -> None:
        raw = await server.connect()
        await raw.send(request("POST /healthz", "Transfer-Encoding: chunked", "Connection: close"))
        await raw.send(*[b"1\r\nx\r\n"] * 30_000, b"0\r\n\r\n")

        assert (await raw.head()).startswith("HTTP/1.1 403 ")

    async def test_who_waits_to_send_is_refused_at_once(self, server: Site) -> None:
        raw = await server.connect()
        expect = "Expect: 100-continue"
        await raw.send(request("POST /api/v1/models", "Content-Length: 9000000", expect))

        assert (await raw.head()).startswith("HTTP/1.1 413 ")


class TestNumber:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "connection_limit", lambda: 5)

    async def test_silent_connections_keep_nobody_out(self, server: Site) -> None:
        silent = [await server.connect() for _ in range(12)]
        head = await server.get("/healthz")

        assert head.startswith("HTTP/1.1 200 ")
        assert await silent[0].rest() == b""
        assert len(server.server.server_state.connections) <= 5

    async def test_bodies_that_never_end_keep_nobody_out(self, server: Site) -> None:
        for _ in range(12):
            raw = await server.connect()
            await raw.send(request("POST /login", "Content-Length: 1000"), b"name=")
        head = await server.get("/healthz")

        assert head.startswith("HTTP/1.1 200 ")

    async def test_silent_connections_leave_a_long_body_alone(self, server: Site) -> None:
        long = await server.connect()
        await long.send(request("POST /login", "Content-Length: 12"))
        for _ in range(12):
            await server.connect()
            await long.send(b"x")
            await server.until(lambda: len(server.server.server_state.connections) <= 5)
        head = await long.head()

        assert head.startswith("HTTP/1.1 403 ")

    @pytest.mark.parametrize("http", PARSERS)
    async def test_when_all_are_answered_one_more_is_refused(self, http: str) -> None:
        begun = asyncio.Semaphore(0)

        async def hang(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":
                begun.release()
                while (await receive())["type"] != "http.disconnect":
                    pass

        async with site(hang, http) as server:
            for _ in range(5):
                raw = await server.connect()
                await raw.send(request("GET /"))
                await begun.acquire()
            late = await server.connect()

            assert (await late.head()).startswith("HTTP/1.1 503 ")


async def test_ws_is_refused_in_peace(caplog: pytest.LogCaptureFixture) -> None:
    """Django itself would raise."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await application({"type": "websocket", "path": "/", "headers": []}, None, send)

    assert sent == [{"type": "websocket.close"}]


def test_the_limit_leaves_files_for_all_else(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    found = {}
    for files in (256, 1_024, 1_000_000):
        monkeypatch.setattr(resource, "getrlimit", lambda _, files=files: (files, files))
        limits.connection_limit.cache_clear()
        found[files] = limits.connection_limit()
    limits.connection_limit.cache_clear()

    assert found == {256: 128, 1_024: 768, 1_000_000: 2_000}
