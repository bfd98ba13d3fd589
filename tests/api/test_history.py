"""The history."""

import json

import httpx
import pytest

from tests.api.answers import content, problem

LINES = {"Accept": "application/x-ndjson"}


@pytest.fixture(autouse=True)
async def _events(editor: httpx.AsyncClient) -> None:
    for name in ("fraud", "churn"):
        content(await editor.post(f"/models?reason=About+{name}", json={"name": name}), 201)
    content(await editor.post("/models/fraud/versions", json={"source": "s3://b/1"}), 201)
    content(await editor.put("/models/fraud/aliases/champion", json={"version": 1}))


async def test_it_tells_who_did_what_and_with_which_token(viewer: httpx.AsyncClient) -> None:
    told = content(await viewer.get("/history?q=by:editor"))["items"]

    assert [event["action"] for event in told] == ["move_alias", "create", "create", "create"]
    assert {event["via"] for event in told} == {"editor-admin"}
    assert told[0]["changes"] == {"aliases.champion": [None, 1]}
    assert told[-1]["reason"] == "About fraud"


async def test_of_a_model_it_tells_what_belongs_to_it(viewer: httpx.AsyncClient) -> None:
    told = content(await viewer.get("/models/fraud/history"))["items"]
    moves = content(await viewer.get("/models/fraud/history?q=action:move_alias"))["items"]

    assert [event["label"] for event in told] == ["fraud", "fraud/1", "fraud"]
    assert moves == told[:1]


@pytest.mark.parametrize("address", ["/history?q=by:editor", "/models/fraud/history?q="])
async def test_pages_and_lines_tell_the_same(viewer: httpx.AsyncClient, address: str) -> None:
    whole = content(await viewer.get(address))["items"]
    first = await viewer.get(f"{address}&limit=2")
    rest = await viewer.get(first.links["next"]["url"])
    lines = await viewer.get(address, headers=LINES)

    assert content(first)["items"] + content(rest)["items"] == whole
    assert [json.loads(line) for line in lines.text.splitlines()] == whole


async def test_what_can_not_be_found_is_told(viewer: httpx.AsyncClient) -> None:
    problem(await viewer.get("/models/nix/history"), 404)
    problem(await viewer.get("/history?q=("), 400)
    problem(await viewer.get("/history?q=(", headers=LINES), 400)
