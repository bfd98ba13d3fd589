"""Server-sent events of a run."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from django.test import AsyncClient

from mldb.values.enums import Role
from mldb.values.names import SYSTEM
from registry_app.core.registry import AsyncRegistry
from registry_app.serving import event_stream
from tests.api.conftest import token
from tests.api.responses import content, problem
from tests.api.test_run_logs import TIME_MS, point
from tests.api.test_runs import MISSING, started


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "POLL_SECONDS", 0.001)
    # With a first heartbeat after one poll, a stream could end before the change is seen.
    monkeypatch.setattr("registry_app.serving.event_stream.random.randint", lambda _, most: most)


@pytest.fixture
async def run(editor: httpx.AsyncClient) -> str:
    """URL of a run."""
    return await started(editor, params={"lr": "0.1"})


async def opened(run: str, secret: str | None = None) -> AsyncIterator[str]:
    """The parts of a stream as they come."""
    secret = secret or await token(Role.VIEWER, name="watch")
    response: Any = await AsyncClient().get(
        f"/api/v1{run}/events", headers={"Authorization": f"Bearer {secret}"}
    )
    assert response.status_code == 200
    assert response["Content-Type"] == "text/event-stream; charset=utf-8"
    assert response["X-Accel-Buffering"] == "no"
    return (part.decode() async for part in response)


async def next_event(stream: AsyncIterator[str]) -> dict[str, Any]:
    """Data of the next event."""
    event = await anext(part async for part in stream if part.startswith("data: "))
    assert event.endswith("\n\n")
    assert event.count("\n") == 2
    return dict(json.loads(event.removeprefix("data: ")))


async def test_the_first_event_has_everything(editor: httpx.AsyncClient, run: str) -> None:
    content(await editor.post(f"{run}/log", json={"metrics": [point("NaN")], "tags": {"a": "1"}}))
    stream = await opened(run)

    assert await anext(stream) == "retry: 5000\n\n"
    event = await next_event(stream)
    assert event["run"] == {
        name: value
        for name, value in content(await editor.get(run)).items()
        if name in event["run"]
    }
    assert (event["params"], event["tags"], event["cut"]) == ({"lr": "0.1"}, {"a": "1"}, [])
    assert [one["last"]["value"] for one in event["metrics"]] == ["NaN"]


async def test_a_further_event_has_what_changed(editor: httpx.AsyncClient, run: str) -> None:
    content(await editor.post(f"{run}/log", json={"metrics": [point("NaN", name="old")]}))
    stream = await opened(run)
    await next_event(stream)
    content(await editor.post(f"{run}/log", json={"metrics": [point(0.25, 7)]}))
    metrics = await next_event(stream)
    content(await editor.post(f"{run}/log", json={"tags": {"a": "1"}}))
    tags = await next_event(stream)
    content(await editor.post(f"{run}/log", json={"tags": {"a": "2"}}))
    same_length = await next_event(stream)
    content(await editor.post(f"{run}/end", json={}))
    ended = await next_event(stream)

    assert list(metrics) == ["metrics"]
    assert [(one["name"], one["last"]) for one in metrics["metrics"]] == [
        ("loss", {"step": 7, "time_ms": TIME_MS, "value": 0.25})
    ]
    assert tags == {"tags": {"a": "1"}, "metrics": []}
    assert same_length == {"tags": {"a": "2"}, "metrics": []}
    assert (set(ended), ended["run"]["status"]) == ({"run", "metrics"}, "finished")


async def test_a_log_that_is_repeated_is_no_event(
    editor: httpx.AsyncClient, run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "HEARTBEATS", 2)
    body = {"metrics": [point(0.5)], "tags": {"a": "1"}}
    content(await editor.post(f"{run}/log", json=body))
    stream = await opened(run)
    await next_event(stream)
    content(await editor.post(f"{run}/log", json=body))

    assert [part async for part in stream] == [": nothing new\n\n"] * 2


async def test_more_metrics_than_a_page_come_whole(editor: httpx.AsyncClient, run: str) -> None:
    points = [point(0.5, name=f"metric {number:04}") for number in range(1_001)]
    content(await editor.post(f"{run}/log", json={"metrics": points}))

    assert len((await next_event(await opened(run)))["metrics"]) == 1_001


async def test_it_ends_when_the_token_is_revoked(run: str) -> None:
    secret = await token(Role.VIEWER, name="lost")
    stream = await opened(run, secret)
    await next_event(stream)
    tokens = AsyncRegistry(SYSTEM).tokens
    await tokens.revoke((await tokens.authenticate(secret)).id)

    assert [part async for part in stream] == [": nothing new\n\n"]


async def test_it_ends_when_the_run_is_trashed(editor: httpx.AsyncClient, run: str) -> None:
    stream = await opened(run)
    await next_event(stream)
    await editor.delete(run)

    assert [part async for part in stream if part.startswith("data:")] == []


async def test_a_missing_run_has_no_events(editor: httpx.AsyncClient) -> None:
    problem(await editor.get(f"/runs/{MISSING}/events"), 404)
