"""Experiments."""

import httpx
import pytest

from registry_app.core.registry import AsyncRegistry
from tests.api.responses import content, last_event, location, problem


@pytest.fixture
async def churn(editor: httpx.AsyncClient) -> str:
    """URL of an experiment."""
    made = await editor.post("/experiments", json={"name": "churn", "tags": {"team": "risk"}})
    return f"/experiments/{content(made, 201)['id']}"


async def test_an_experiment_is_created_and_read(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    body = {"name": " churn ", "description": "*Who leaves?*", "tags": {"team": "risk"}}
    made = await editor.post("/experiments?reason=New", json=body)
    event = await last_event(registry)
    read = await editor.get(made.headers["Location"].removeprefix("/api/v1"))

    assert content(made, 201) == content(read)
    assert (content(read)["name"], content(read)["description"]) == ("churn", "*Who leaves?*")
    assert (event.entity, event.reason, event.via) == ("experiment", "New", "editor-admin")


async def test_an_experiment_is_found_by_its_name(
    editor: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    name = "a/b: späm?&#%2F.."
    made = await editor.post("/experiments", json={"name": name})

    assert content(await viewer.get("/experiment", params={"name": name})) == content(made, 201)
    assert content(await viewer.get("/experiment?name=Default"))["id"] == 0
    problem(await viewer.get("/experiment?name=nix"), 404)


async def test_experiments_are_found(editor: httpx.AsyncClient, churn: str) -> None:
    found = content(await editor.get("/experiments?q=tag.team:risk"))["items"]
    everything = content(await editor.get("/experiments?q=sort:name"))["items"]
    lines = await editor.get("/experiments", headers={"Accept": "application/x-ndjson"})
    await editor.delete(churn)
    trashed = content(await editor.get("/experiments?q=is:trashed"))["items"]

    assert [(one["name"], one["tags"]) for one in found] == [("churn", {"team": "risk"})]
    assert {one["name"] for one in everything} == {"Default", "churn"}
    assert len(lines.text.splitlines()) == 2
    assert [one["name"] for one in trashed] == ["churn"]
    problem(await editor.get("/experiments?q=colour:red"), 400)


async def test_a_name_means_one_experiment(editor: httpx.AsyncClient, churn: str) -> None:
    again = await editor.post("/experiments", json={"name": "churn"})
    await editor.delete(churn)
    in_trash = await editor.post("/experiments", json={"name": "churn"})

    assert location(again, 409) == location(in_trash, 409) == "/name"
    assert "in the trash" in problem(in_trash, 409)["detail"]


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 501, 3, None])
async def test_a_name_that_is_none_is_refused(editor: httpx.AsyncClient, name: object) -> None:
    assert location(await editor.post("/experiments", json={"name": name}), 422) == "/name"


async def test_a_change_needs_the_current_state(editor: httpx.AsyncClient, churn: str) -> None:
    etag = (await editor.get(churn)).headers["ETag"]
    missing = await editor.patch(churn, json={"name": "churn-2"})
    changed = await editor.patch(churn, json={"name": "churn-2"}, headers={"If-Match": etag})
    stale = await editor.patch(churn, json={"name": "churn-3"}, headers={"If-Match": etag})

    problem(missing, 428)
    assert content(changed)["name"] == "churn-2"
    assert changed.headers["ETag"] == (await editor.get(churn)).headers["ETag"]
    problem(stale, 412)


async def test_default_is_neither_renamed_nor_trashed(editor: httpx.AsyncClient) -> None:
    renamed = await editor.patch(
        "/experiments/0", json={"name": "Other"}, headers={"If-Match": "*"}
    )

    problem(renamed, 422)
    problem(await editor.delete("/experiments/0"), 422)
    assert content(await editor.get("/experiments/0"))["name"] == "Default"


async def test_the_trash_gives_it_back(
    admin: httpx.AsyncClient, churn: str, registry: AsyncRegistry
) -> None:
    row_id = churn.rpartition("/")[2]
    trashed = await admin.delete(churn)
    gone = await admin.get(churn)
    restored = await admin.post(f"/trash/experiments/{row_id}/restore?reason=Needed")
    event = await last_event(registry)

    assert trashed.status_code == 204
    assert "It may be in the trash." in problem(gone, 404)["detail"]
    assert content(restored) == content(await admin.get(churn))
    assert (event.action, event.reason) == ("restore", "Needed")


async def test_a_purge_takes_its_runs(admin: httpx.AsyncClient, churn: str) -> None:
    row_id = churn.rpartition("/")[2]
    run = content(await admin.post("/runs", json={"experiment": "churn"}), 201)
    await admin.delete(churn)
    hidden = await admin.get(f"/runs/{run['public_id']}")
    wrong = await admin.post(f"/trash/experiments/{row_id}/purge", json={"confirmation": "x"})
    purged = await admin.post(f"/trash/experiments/{row_id}/purge", json={"confirmation": "churn"})

    problem(hidden, 404)
    assert location(wrong, 422) == "/confirmation"
    assert purged.status_code == 204
    problem(await admin.post(f"/trash/runs/{run['id']}/restore"), 404)
