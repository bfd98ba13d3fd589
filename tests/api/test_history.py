"""The history."""

import json

import httpx
import pytest

from tests.api.responses import content, problem

LINES = {"Accept": "application/x-ndjson"}


@pytest.fixture(autouse=True)
async def _events(editor: httpx.AsyncClient) -> None:
    for name in ("fraud", "churn"):
        content(await editor.post(f"/models?reason=About+{name}", json={"name": name}), 201)
    content(await editor.post("/models/fraud/versions", json={"source": "s3://b/1"}), 201)
    content(await editor.put("/models/fraud/aliases/champion", json={"version": 1}))


async def test_events_name_author_action_and_token(viewer: httpx.AsyncClient) -> None:
    events = content(await viewer.get("/history?q=by:editor"))["items"]

    assert [event["action"] for event in events] == ["move_alias", "create", "create", "create"]
    assert {event["via"] for event in events} == {"editor-admin"}
    assert events[0]["changes"] == {"aliases.champion": [None, 1]}
    assert events[-1]["reason"] == "About fraud"


async def test_events_of_a_model_include_its_versions(viewer: httpx.AsyncClient) -> None:
    events = content(await viewer.get("/models/fraud/history"))["items"]
    moves = content(await viewer.get("/models/fraud/history?q=action:move_alias"))["items"]

    assert [event["label"] for event in events] == ["fraud", "fraud/1", "fraud"]
    assert moves == events[:1]


@pytest.mark.parametrize("url", ["/history?q=by:editor", "/models/fraud/history?q="])
async def test_pages_and_lines_tell_the_same(viewer: httpx.AsyncClient, url: str) -> None:
    whole = content(await viewer.get(url))["items"]
    first = await viewer.get(f"{url}&limit=2")
    rest = await viewer.get(first.links["next"]["url"])
    lines = await viewer.get(url, headers=LINES)

    assert content(first)["items"] + content(rest)["items"] == whole
    assert [json.loads(line) for line in lines.text.splitlines()] == whole


async def test_missing_models_and_wrong_queries_are_reported(viewer: httpx.AsyncClient) -> None:
    problem(await viewer.get("/models/nix/history"), 404)
    problem(await viewer.get("/history?q=("), 400)
    problem(await viewer.get("/history?q=(", headers=LINES), 400)
