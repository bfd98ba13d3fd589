"""Open pages hear of changes."""

import asyncio
import re
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.test import AsyncClient, Client

from mldb import async_db
from mldb.config import SQLiteConfig
from mldb.errors import StorageError
from mldb.schemas import (
    LoggedPoint,
    MLMetricCreate,
    MLModelCreate,
    MLModelVersionCreate,
    MLRunCreate,
    RunLog,
    StaffUserCreate,
    StaffUserUpdate,
)
from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.accounts.account import StaffAccount
from registry_app.accounts.identity import account_of_session
from registry_app.core.registry import AsyncRegistry, Registry
from registry_app.live import feed as live
from registry_app.serving import event_stream
from registry_app.serving.stopping import is_stopping, noticing_stops
from site_config.asgi import application
from site_config.urls import LIVE
from tests.web.page import text, user_id
from tools.live_site import live_site

STREAMS = 100
PATIENCE_SECONDS = 120


def fill() -> int:
    """Two models with a version each; gives the id of the first version."""
    registry = Registry("alice")
    ids = []
    for name in ("fraud", "späm & eggs"):
        registry.models.create(MLModelCreate(name=name))
        version = MLModelVersionCreate(model_name=name, source="s3://b/1")
        ids.append(registry.versions.create(version).id)
    return ids[0]


def record(version_id: int, name: str = "auc") -> None:
    Registry("alice").metrics.create(MLMetricCreate(version_id=version_id, name=name, value=0.5))


def shown(page: str) -> str:
    """The state that a page was made with."""
    found = re.search(r'data-state="([0-9a-f]{12})"', page)
    assert found is not None
    return found[1]


class TestAsked:
    """What an answer is about, and who gets none."""

    @pytest.mark.parametrize(
        ("page", "address", "name"),
        [
            ("/", "/live", None),
            ("/models/fraud/1", "/live?model=fraud", "fraud"),
            ("/models/späm & eggs/1", "/live?model=sp%C3%A4m+%26+eggs", "späm & eggs"),
        ],
    )
    def test_a_page_begins_with_the_state_that_it_listens_to(
        self, viewer: Client, page: str, address: str, name: str | None
    ) -> None:
        fill()
        source = text(viewer.get(page))
        answer = viewer.get(address)

        assert f'data-live="{address}"' in source
        assert async_to_sync(live.state_event)(name) == f"data: {shown(source)}\n\n".encode()
        assert answer["Content-Type"] == "text/event-stream; charset=utf-8"
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize("name", [None, "fraud"])
    async def test_every_change_is_another_state(self, version_id: int, name: str | None) -> None:
        states = [await live.state_event(name)]
        for metric in ("auc", "loss"):
            await sync_to_async(record)(version_id, metric)
            states.append(await live.state_event(name))

        assert len(set(states)) == 3
        assert states[-1] == await live.state_event(name)

    async def test_other_models_don_t_matter(self, version_id: int) -> None:
        before = await live.state_event("späm & eggs")
        await sync_to_async(record)(version_id)

        assert await live.state_event("späm & eggs") == before

    @pytest.mark.parametrize("name", ["nix", "", "a%00b", "x" * 300])
    def test_a_missing_model_is_told_in_words(self, viewer: Client, name: str) -> None:
        response = viewer.get(f"/live?model={name}")

        assert response.status_code == 404
        assert "There is no model" in text(response)

    def test_it_is_only_read(self, admin: Client) -> None:
        assert admin.post("/live").status_code == 405
        assert admin.head("/live").status_code == 200

    def test_a_page_fetched_again_leaves_messages_to_who_is_to_see_them(
        self, editor: Client
    ) -> None:
        fill()
        change = {"source": "s3://b/2", "device": "cpu", "status": "ready", "row_version": "1"}
        editor.post("/models/fraud/1/edit", change)

        assert "Saved." not in text(editor.get("/models/fraud/1", headers={"X-Live": "true"}))
        assert "Saved." in text(editor.get("/models/fraud/1"))


@pytest.fixture
async def version_id() -> int:
    return await sync_to_async(fill)()


@pytest.fixture
async def browser(password_hash: str, monkeypatch: pytest.MonkeyPatch) -> AsyncClient:
    """A browser in which an editor is logged in; the server looks without a pause."""
    monkeypatch.setattr(event_stream, "POLL_SECONDS", 0.001)
    client = AsyncClient()
    await client.aforce_login(await sync_to_async(_add)(password_hash))
    return client


def _add(password_hash: str) -> StaffAccount:
    Registry(SYSTEM).staff.create(
        StaffUserCreate(username="editor", password_hash=password_hash, role=Role.EDITOR)
    )
    return StaffAccount.of(Registry().staff.get_credentials("editor"))


async def opened(browser: AsyncClient, address: str = "/live") -> AsyncIterator[str]:
    """The parts of a stream as they come."""
    response: Any = await browser.get(address)
    assert response.is_async
    return (part.decode() async for part in response)


async def next_event(stream: AsyncIterator[str]) -> str:
    return await anext(part async for part in stream if part.startswith("data:"))


class TestStreamed:
    """The answer lasts."""

    async def test_it_tells_the_state_now_and_when_it_changes(
        self, browser: AsyncClient, version_id: int
    ) -> None:
        stream = await opened(browser, "/live?model=fraud")
        page = text(await browser.get("/models/fraud/1"))

        assert await anext(stream) == "retry: 5000\n\n"
        assert await next_event(stream) == f"data: {shown(page)}\n\n"
        await sync_to_async(record)(version_id)
        page = text(await browser.get("/models/fraud/1"))
        assert await next_event(stream) == f"data: {shown(page)}\n\n"

    async def test_a_page_of_a_run_hears_of_what_it_logs(self, browser: AsyncClient) -> None:
        run = await AsyncRegistry("alice").runs.create(MLRunCreate())
        stream = await opened(browser, f"/live?run={run.public_id}")
        states = [await next_event(stream)]
        for log in (
            RunLog(metrics=[LoggedPoint(name="loss", value=0.5)]),
            RunLog(tags={"progress": "1"}),
            RunLog(tags={"progress": "2"}),
        ):
            await AsyncRegistry("alice").run_logs.log(run.public_id, log)
            states.append(await next_event(stream))
        current = await AsyncRegistry().run_reader.state(run.public_id)

        assert len(set(states)) == 4
        assert states[-1] == f"data: {current}\n\n"

    async def test_it_ends_after_a_while_and_tells_nothing_twice(
        self, browser: AsyncClient, version_id: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(event_stream, "HEARTBEATS", 3)
        parts = [part async for part in await opened(browser)]

        assert [part[:5] for part in parts] == ["retry", "data:", ": not", ": not", ": not"]

    @pytest.mark.parametrize("how", ["log out", "deactivate", "password"])
    async def test_it_ends_when_the_session_opens_nothing_any_more(
        self, browser: AsyncClient, version_id: int, how: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # With a first heartbeat after one poll, the stream could end before the change is seen.
        monkeypatch.setattr(
            "registry_app.serving.event_stream.random.randint", lambda _, most: most
        )
        stream = await opened(browser)
        await next_event(stream)
        if how == "log out":
            await browser.post("/logout")
        else:
            await sync_to_async(_change)(how)

        parts = [part async for part in stream]
        assert parts[-1] == ": nothing new\n\n"
        # Logging out is no change of the registry; on a busy machine one look may find both a
        # change and the end of the session.
        assert len(parts) <= (1 if how == "log out" else 2)

    async def test_it_ends_when_the_server_stops(
        self, browser: AsyncClient, version_id: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stream = await opened(browser)
        await next_event(stream)
        monkeypatch.setattr(event_stream, "is_stopping", lambda: True)

        assert [part async for part in stream] == []

    async def test_it_ends_when_the_database_is_away(
        self,
        browser: AsyncClient,
        version_id: int,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        async def fail(_: str | None) -> bytes:
            raise StorageError("The disk is full.")

        stream = await opened(browser)
        await next_event(stream)
        monkeypatch.setattr(live, "state_event", fail)

        assert [part async for part in stream] == []
        assert "A stream of live updates ended: The disk is full." in caplog.text

    @pytest.mark.parametrize("public_id", ["0" * 32, "nix", ""])
    async def test_a_missing_run_is_told_in_words(
        self, browser: AsyncClient, public_id: str
    ) -> None:
        assert (await browser.get(f"/live?run={public_id}")).status_code == 404

    async def test_a_missing_model_is_told_in_words(self, browser: AsyncClient) -> None:
        assert (await browser.get("/live?model=nix")).status_code == 404


def _change(how: str) -> None:
    registry = Registry("alice")
    user = registry.staff.get(user_id(Role.EDITOR))
    changed = {"is_active": False} if how == "deactivate" else {"password_hash": "another"}
    change = StaffUserUpdate.model_validate({"row_version": user.row_version} | changed)
    registry.staff.update(user.id, change)


class _Connection:
    """A client of the ASGI application that leaves after the first event."""

    def __init__(self, cookie: str) -> None:
        self.scope = {
            "type": "http",
            "method": "GET",
            "path": LIVE.prefix,
            "query_string": b"",
            "headers": [(b"host", b"testserver"), (b"cookie", f"sessionid={cookie}".encode())],
            "client": ("127.0.0.1", 1),
        }
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        self.heard, self.has_beaten = asyncio.Event(), asyncio.Event()
        self.task = asyncio.create_task(application(self.scope, self._messages.get, self._send))

    def leave(self) -> None:
        self._messages.put_nowait({"type": "http.disconnect"})

    async def _send(self, message: dict[str, Any]) -> None:
        if message.get("body", b"").startswith(b"data:"):
            self.heard.set()
        if message.get("body", b"").startswith(b": "):
            self.has_beaten.set()


def _held() -> tuple[int, int, int]:
    """Tasks, threads and connections to the database of this process.

    Each connection has a file of its log open. Of the database's own file SQLite keeps some more,
    for connections to come.
    """
    files = [path.readlink().name for path in Path("/proc/self/fd").glob("*") if path.is_symlink()]
    connections = sum(path.endswith("-wal") for path in files)
    # Those of asyncio itself come and stay as it sees fit.
    threads = [one for one in threading.enumerate() if not one.name.startswith("asyncio_")]
    return len(asyncio.all_tasks()), len(threads), connections


async def _visit(cookie: str, count: int) -> None:
    """Open so many streams at once and leave them, with connections kept as a server has it."""
    async with async_db.default_database():
        connections = [_Connection(cookie) for _ in range(count)]
        await asyncio.gather(*(connection.heard.wait() for connection in connections))
        assert len(asyncio.all_tasks()) > count
        for connection in connections:
            connection.leave()
        await asyncio.gather(*(connection.task for connection in connections))
        # A query goes on without them; its connection must be back before all are closed.
        queries = [*live._states._running.values(), *live._sessions._running.values()]
        await asyncio.gather(*(query for query in queries if not query.done()))


async def test_a_hundred_streams_leave_nothing_behind(
    browser: AsyncClient, version_id: int
) -> None:
    cookie = browser.cookies["sessionid"].value
    # Starts what the process keeps.
    await _visit(cookie, 1)
    before = _held()
    await _visit(cookie, STREAMS)

    # Threads of closed connections end a moment later, those of the test before this one, too.
    async with asyncio.timeout(PATIENCE_SECONDS):
        while any(now > then for now, then in zip(_held(), before, strict=True)):  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.01)


async def test_streams_of_a_session_ask_for_it_together_and_end_together(
    browser: AsyncClient, version_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def counted(key: str) -> Any:
        asked.append(key)
        return await account_of_session(key)

    monkeypatch.setattr(live, "account_of_session", counted)
    monkeypatch.setattr(event_stream, "POLL_SECONDS", 0.02)
    cookie = browser.cookies["sessionid"].value
    async with async_db.default_database():
        began_at = asyncio.get_running_loop().time()
        streams = [_Connection(cookie) for _ in range(2 * STREAMS)]
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(stream.has_beaten.wait() for stream in streams))
        passed = asyncio.get_running_loop().time() - began_at
        count = len(asked)
        await browser.post("/logout")
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*(stream.task for stream in streams))

    assert set(asked) == {cookie}
    assert 0 < count <= passed / event_stream.kept_seconds() + 1


def test_signals_are_noticed_and_do_what_they_did() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: seen.append(number))
    try:
        with noticing_stops():
            assert not is_stopping()
            signal.raise_signal(signal.SIGTERM)
            assert is_stopping()
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)

    assert seen == [signal.SIGTERM] * 2


def test_a_server_with_an_open_stream_stops(
    viewer: Client, served: SQLiteConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITE_SECRET_KEY", settings.SECRET_KEY)
    cookies = {"sessionid": viewer.cookies["sessionid"].value}
    with ExitStack() as stack:
        with live_site(served.db_path) as address:
            stream = stack.enter_context(
                httpx.stream("GET", f"{address}{LIVE.prefix}", cookies=cookies, timeout=300)
            )
            lines = stream.iter_lines()
            assert next(lines) == "retry: 5000"

        # Whole to its end, not cut off.
        assert [line[:5] for line in lines if line] == ["data:"]
