"""What pages take from one client: so large, so slow, so much at once."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from django.test import Client

from registry_app.core.registry import Registry
from registry_app.serving import limits
from registry_app.serving.limits import Limit, LimitError
from registry_app.serving.pages import EXCEEDED, Crowd, Strangers
from site_config.asgi import application
from tests.web.page import hidden

PATIENCE_SECONDS = 120
TOO_MUCH = 10_000_000
LARGE = 1_000_000
SEEN = {"type": "http", "headers": [], "path": "/login"}


def browser(client: Client | None = None) -> httpx.AsyncClient:
    """A browser under ASGI, in which whoever is logged in at the client is logged in."""
    cookies = {} if client is None else {name: one.value for name, one in client.cookies.items()}
    transport = httpx.ASGITransport(application)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver", cookies=cookies)


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a request may go to the disk."""

    def fail(*_: Any, **__: Any) -> None:
        raise AssertionError("A temporary file was opened.")

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", fail)


async def in_parts(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 100_000):
        yield b"x" * 100_000


class TestSize:
    @pytest.mark.parametrize("is_announced", [True, False])
    @pytest.mark.parametrize("path", ["/login", "/healthz", "/live", "/static/nix", "/nowhere"])
    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_strangers_are_refused_in_words(
        self, no_files: None, method: str, path: str, *, is_announced: bool
    ) -> None:
        body: Any = b"x" * TOO_MUCH if is_announced else in_parts(TOO_MUCH)
        response = await browser().request(method, path, content=body)

        assert response.status_code == 413
        assert "send a shorter text" in response.text
        assert response.headers["Connection"] == "close"
        assert response.headers["X-Request-ID"]

    async def test_a_card_of_ten_megabytes_is_refused_in_words(
        self, no_files: None, editor: Client
    ) -> None:
        fields = {"name": "fraud", "description": "x" * TOO_MUCH}
        response = await browser(editor).post("/new-model", data=fields)

        assert response.status_code == 413
        assert "Go back, where what you typed still is" in response.text

    async def test_a_file_is_no_way_around(self, no_files: None, editor: Client) -> None:
        response = await browser(editor).post("/new-model", files={"name": b"x" * TOO_MUCH})

        assert response.status_code == 413

    def test_a_large_form_is_read(self, editor: Client) -> None:
        token = hidden(editor.get("/new-model"), "csrfmiddlewaretoken")
        fields = {"name": "fraud", "description": "é" * 90_000, "csrfmiddlewaretoken": token}

        async def send() -> httpx.Response:
            return await browser(editor).post("/new-model", data=fields)

        assert asyncio.run(send()).status_code == 302
        assert len(Registry().models.get_by_name("fraud").description) == 90_000


class TestStrangers:
    async def test_all_together_hold_so_much(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "STRANGERS_BYTES", 3 * LARGE)
        strangers = Strangers()
        with strangers.newcomer(SEEN) as first, strangers.newcomer(SEEN) as second:
            await first(2 * LARGE)
            await second(LARGE)
            with pytest.raises(LimitError) as caught:
                await second(LARGE + 1)

        assert caught.value.limit is Limit.BUSY
        with strangers.newcomer(SEEN) as third:
            await third(3 * LARGE)

    async def test_one_too_many_is_told_to_come_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "STRANGERS_BYTES", LARGE)
        response = await browser().post("/login", content=b"x" * 2 * LARGE)

        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "The site is busy" in response.text

    async def test_small_forms_are_always_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "STRANGERS_BYTES", 0)

        # Read, and found to lack the form's secret.
        assert (await browser().post("/login", data={"username": "a"})).status_code == 403

    async def test_whoever_is_logged_in_is_none(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "STRANGERS_BYTES", 0)
        data = {"name": "", "description": "x" * LARGE}

        assert (await browser(editor).post("/new-model", data=data)).status_code == 403


class TestCrowd:
    async def test_one_request_too_many_is_refused(self) -> None:
        crowd, begun, go_on = _crowd(2)
        running = [asyncio.create_task(crowd(dict(SEEN), None, _ignore)) for _ in range(2)]
        for _ in range(2):
            await begun.get()
        await crowd(dict(SEEN), None, _ignore)

        assert (await begun.get())[EXCEEDED] is Limit.BUSY
        go_on.set()
        await asyncio.gather(*running)
        await crowd(dict(SEEN), None, _ignore)
        assert EXCEEDED not in await begun.get()

    @pytest.mark.parametrize("lasting", [False, True])
    async def test_a_slow_reader_counts_only_where_responses_last(self, *, lasting: bool) -> None:
        crowd, begun, _ = _crowd(1, lasting=lasting)
        reads = asyncio.Event()

        async def slowly(_: Any) -> None:
            await reads.wait()

        slow = asyncio.create_task(crowd({**SEEN, "responds": True}, None, slowly))
        await begun.get()
        await asyncio.sleep(0)
        second = asyncio.create_task(crowd({**SEEN, "responds": True}, None, _ignore))

        assert (EXCEEDED in await begun.get()) is lasting
        reads.set()
        await asyncio.gather(slow, second)

    async def test_a_busy_site_says_so_and_still_says_that_it_is_alive(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Crowd, "_is_full", lambda _: True)
        page = await browser().get("/login")
        probe = await browser().get("/healthz")

        assert page.status_code == 503
        assert int(page.headers["Retry-After"]) > 0
        assert probe.status_code == 200


def _crowd(most: int, **options: Any) -> tuple[Crowd, asyncio.Queue[Any], asyncio.Event]:
    """A crowd of requests, the scopes of those that began, and what lets them end."""
    begun: asyncio.Queue[Any] = asyncio.Queue()
    go_on = asyncio.Event()

    async def hang(scope: Any, receive: Any, send: Any) -> None:
        begun.put_nowait(scope)
        if "responds" in scope:
            await send({"type": "http.response.start"})
        elif EXCEEDED not in scope:
            await go_on.wait()

    return Crowd(hang, most, **options), begun, go_on


async def _ignore(_: Any) -> None:
    """Nobody reads it."""
