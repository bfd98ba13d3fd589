"""Aliases."""

from datetime import UTC, datetime

import httpx
import pytest

from registry_app.core.registry import AsyncRegistry
from tests.api.responses import content, events, last_event, location, problem

ALIASES = "/models/fraud/aliases"
CHAMPION = f"{ALIASES}/champion"


@pytest.fixture(autouse=True)
async def _fraud(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    for number in (1, 2, 3):
        version = {"source": f"s3://b/{number}", "metrics": {"auc": number / 10}}
        content(await editor.post("/models/fraud/versions", json=version), 201)


async def test_one_call_reads_the_version_with_its_metrics(editor: httpx.AsyncClient) -> None:
    moved = await editor.put(CHAMPION, json={"version": 2})
    alias = content(await editor.get(CHAMPION))

    assert content(moved)["version_number"] == alias["version_number"] == 2
    assert alias["version"]["metrics"] == {"auc": 0.2}
    assert alias["started_by"] == "editor"


async def test_moves_tell_who_and_why(editor: httpx.AsyncClient, registry: AsyncRegistry) -> None:
    await editor.put(f"{CHAMPION}?reason=Better", json={"version": 2})
    moved = await last_event(registry)
    await editor.delete(f"{CHAMPION}?reason=Worse")
    removed = await last_event(registry)
    await editor.post(f"{CHAMPION}/roll-back?reason=Sorry")
    rolled_back = await last_event(registry)

    assert moved.changes == {"aliases.champion": (None, 2)}
    assert removed.changes == {"aliases.champion": (2, None)}
    assert rolled_back.changes == {"aliases.champion": (None, 2)}
    assert [event.reason for event in (moved, removed, rolled_back)] == ["Better", "Worse", "Sorry"]
    assert {event.via for event in (moved, removed, rolled_back)} == {"editor-admin"}


async def test_assignments_are_read_for_any_time(editor: httpx.AsyncClient) -> None:
    before = datetime.now(UTC)
    await editor.put(CHAMPION, json={"version": 1})
    between = datetime.now(UTC)
    await editor.put(CHAMPION, json={"version": 2})

    def at(moment: datetime) -> dict[str, str]:
        return {"at": moment.isoformat()}

    then = content(await editor.get(CHAMPION, params=at(between)))
    aliases = content(await editor.get(ALIASES, params=at(between)))
    everywhere = content(await editor.get("/aliases", params=at(between)))
    assert then["version_number"] == then["version"]["number"] == 1
    assert aliases["aliases"]["champion"]["version_number"] == 1
    assert everywhere["items"] == [aliases]
    problem(await editor.get(CHAMPION, params=at(before)), 404)
    assert content(await editor.get(ALIASES, params=at(before)))["aliases"] == {}


@pytest.mark.parametrize("at", ["2026-03-01T12:00:00", "yesterday", "9999-12-31T23:59:59-12:00"])
async def test_a_time_that_is_none_is_refused(editor: httpx.AsyncClient, at: str) -> None:
    for url in (CHAMPION, ALIASES, "/aliases"):
        assert location(await editor.get(url, params={"at": at}), 422) == "at"


@pytest.mark.parametrize("expected", [0, 2])
async def test_an_alias_that_points_elsewhere_is_left_alone(
    editor: httpx.AsyncClient, registry: AsyncRegistry, expected: int
) -> None:
    await editor.put(CHAMPION, json={"version": 1})
    before = await events(registry)
    query = f"expected_version={expected}"
    moving = await editor.put(CHAMPION, json={"version": 3, "expected_version": expected})
    removing = await editor.delete(f"{CHAMPION}?{query}")
    rolling_back = await editor.post(f"{CHAMPION}/roll-back?{query}")

    assert location(moving, 409) == "/expected_version"
    assert location(removing, 409) == location(rolling_back, 409) == "expected_version"
    assert await events(registry) == before


async def test_an_alias_that_points_where_expected_is_moved(editor: httpx.AsyncClient) -> None:
    first = await editor.put(CHAMPION, json={"version": 1, "expected_version": 0})
    second = await editor.put(CHAMPION, json={"version": 2, "expected_version": 1})
    back = await editor.post(f"{CHAMPION}/roll-back?expected_version=2")
    gone = await editor.delete(f"{CHAMPION}?expected_version=1")

    assert [content(one)["version_number"] for one in (first, second, back)] == [1, 2, 1]
    assert gone.status_code == 204
    problem(await editor.get(CHAMPION), 404)


async def test_the_history_is_kept(editor: httpx.AsyncClient) -> None:
    for number in (1, 2, 3):
        await editor.put(CHAMPION, json={"version": number})
    first = content(await editor.get(f"{CHAMPION}/history?limit=2"))
    rest = content(await editor.get(f"{CHAMPION}/history?cursor={first['next_cursor']}"))

    assert [row["version_number"] for row in first["items"]] == [3, 2]
    assert [row["version_number"] for row in rest["items"]] == [1]
    assert first["items"][0]["ended_at"] is None
    assert rest["items"][0]["ended_by"] == "editor"


async def test_rolling_back_needs_something_before(editor: httpx.AsyncClient) -> None:
    problem(await editor.post(f"{CHAMPION}/roll-back"), 404)
    await editor.put(CHAMPION, json={"version": 1})

    problem(await editor.post(f"{CHAMPION}/roll-back"), 422)


async def test_rolling_back_twice_leads_further_back_or_to_the_version_asked_for(
    editor: httpx.AsyncClient,
) -> None:
    for number in (1, 2, 3):
        await editor.put(CHAMPION, json={"version": number})
    backs = [await editor.post(f"{CHAMPION}/roll-back") for _ in range(2)]
    refused = await editor.post(f"{CHAMPION}/roll-back")
    again = await editor.post(f"{CHAMPION}/roll-back?version=3")

    assert [content(back)["version_number"] for back in backs] == [2, 1]
    assert "(2, 3)" in problem(refused, 422)["detail"]
    assert content(again)["version_number"] == 3


@pytest.mark.parametrize("version", ["3", "0", "x"])
async def test_a_version_that_it_never_pointed_to_is_pointed_at(
    editor: httpx.AsyncClient, version: str
) -> None:
    await editor.put(CHAMPION, json={"version": 1})

    assert location(await editor.post(f"{CHAMPION}/roll-back?version={version}"), 422) == "version"


@pytest.mark.parametrize("name", ["latest", "v7", "-7", "a.b", "a b", "%00"])
async def test_some_names_are_none(editor: httpx.AsyncClient, name: str) -> None:
    response = await editor.put(f"{ALIASES}/{name}", json={"version": 1})

    assert location(response, 422) == "alias"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/version"),
        ({"version": 0}, "/version"),
        ({"version": "1.5"}, "/version"),
        ({"version": 1, "expected_version": -1}, "/expected_version"),
        ({"version": 1, "number": 1}, "/number"),
    ],
)
async def test_mistakes_are_located(editor: httpx.AsyncClient, body: object, pointer: str) -> None:
    assert location(await editor.put(CHAMPION, json=body), 422) == pointer


@pytest.mark.parametrize("method", ["get", "delete"])
async def test_a_missing_alias_is_reported(editor: httpx.AsyncClient, method: str) -> None:
    problem(await editor.request(method, CHAMPION), 404)
    problem(await editor.request(method, "/models/nix/aliases/champion"), 404)


async def test_an_alias_needs_its_version(editor: httpx.AsyncClient) -> None:
    problem(await editor.put(CHAMPION, json={"version": 9}), 404)
    problem(await editor.put("/models/nix/aliases/champion", json={"version": 1}), 404)


async def test_the_matrix_has_pages(editor: httpx.AsyncClient) -> None:
    for name in ("a", "b", "c"):
        await editor.post("/models", json={"name": name})
        await editor.post(f"/models/{name}/versions", json={"source": "s3://b/1"})
        await editor.put(f"/models/{name}/aliases/champion", json={"version": 1})
    first = content(await editor.get("/aliases?limit=2"))
    rest = content(await editor.get(f"/aliases?limit=2&cursor={first['next_cursor']}"))

    assert [row["model_name"] for row in first["items"]] == ["a", "b"]
    assert [row["model_name"] for row in rest["items"]] == ["c"]
