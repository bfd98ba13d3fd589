"""Runs."""

import json
from typing import Any

import httpx
import pytest

from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs
from tests.api.responses import content, events, last_event, location, problem
from tests.api.test_lists import followed

MISSING = "0" * 32


async def started(client: httpx.AsyncClient, **given: Any) -> str:
    """URL of a new run."""
    return f"/runs/{content(await client.post('/runs', json=given), 201)['public_id']}"


@pytest.fixture
async def run(editor: httpx.AsyncClient) -> str:
    """URL of a run."""
    return await started(editor, name="first")


async def test_a_run_needs_nothing(editor: httpx.AsyncClient) -> None:
    made = await editor.post("/runs", json={})
    run = content(made, 201)

    assert made.headers["Location"] == f"/api/v1/runs/{run['public_id']}"
    assert (run["experiment_name"], run["status"], run["user_name"]) == (
        "Default",
        "running",
        "editor",
    )
    assert run["name"]
    assert run["created_via"] == "editor-admin"


async def test_a_run_is_created_once_for_a_key(editor: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "run-1"}
    first = await editor.post("/runs", json={"name": "a"}, headers=key)
    again = await editor.post("/runs", json={"name": "a"}, headers=key)

    assert content(first, 201) == content(again, 201)
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"experiment": "nix"}, "/experiment"),
        ({"parent": MISSING}, "/parent"),
        ({"parent": "x"}, "/parent"),
        ({"status": "finished"}, "/status"),
        ({"name": "a\x1bb"}, "/name"),
        ({"params": [["lr", 1]]}, "/params"),
        ({"params": {"lr": []}}, "/params/lr"),
        ({"tags": {"": "x"}}, "/tags/"),
        ({"public_id": MISSING}, "/public_id"),
        ({"started_at": "2026-03-01T12:00:00"}, "/started_at"),
    ],
)
async def test_a_mistake_is_located_and_nothing_created(
    editor: httpx.AsyncClient, registry: AsyncRegistry, body: dict[str, Any], pointer: str
) -> None:
    before = await events(registry)
    response = await editor.post("/runs", json=body)

    assert problem(response, 422)["errors"][0]["pointer"].startswith(pointer)
    assert await events(registry) == before


async def test_a_change_needs_the_current_state(editor: httpx.AsyncClient, run: str) -> None:
    etag = (await editor.get(run)).headers["ETag"]
    changed = await editor.patch(run, json={"name": "b"}, headers={"If-Match": etag})
    stale = await editor.patch(run, json={"name": "c"}, headers={"If-Match": etag})

    assert content(changed)["name"] == "b"
    problem(stale, 412)
    problem(await editor.patch(run, json={"name": "d"}), 428)


async def test_a_run_can_t_be_its_own_parent(editor: httpx.AsyncClient, run: str) -> None:
    any_state = {"If-Match": "*"}
    child = await started(editor, parent=run.removeprefix("/runs/"))
    itself = await editor.patch(run, json={"parent": run.removeprefix("/runs/")}, headers=any_state)
    circle = await editor.patch(
        run, json={"parent": child.removeprefix("/runs/")}, headers=any_state
    )

    assert location(itself, 422) == location(circle, 422) == "/parent"


async def test_a_run_ends_once_and_goes_on(
    editor: httpx.AsyncClient, run: str, registry: AsyncRegistry
) -> None:
    body = {"status": "failed", "ended_at": "2999-01-01T00:00:00Z"}
    ended = await editor.post(f"{run}/end?reason=Disk+full", json=body)
    event = await last_event(registry)
    again = await editor.post(f"{run}/end", json={"status": "failed"})
    unchanged = await last_event(registry)
    resumed = await editor.post(f"{run}/resume")

    assert (content(ended)["status"], content(ended)["ended_at"]) == (
        "failed",
        "2999-01-01T00:00:00Z",
    )
    assert (event.reason, event.via) == ("Disk full", "editor-admin")
    assert content(again) == content(ended)
    assert unchanged == event
    assert (content(resumed)["status"], content(resumed)["ended_at"]) == ("running", None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"status": "running"}, "/status"),
        ({"status": "done"}, "/status"),
        ({"ended_at": "1999-01-01T00:00:00Z"}, "/ended_at"),
        ({"ended_at": "1999-01-01T00:00:00"}, "/ended_at"),
        ({"at": None}, "/at"),
    ],
)
async def test_an_end_that_is_none_is_refused(
    editor: httpx.AsyncClient, run: str, body: dict[str, Any], pointer: str
) -> None:
    assert location(await editor.post(f"{run}/end", json=body), 422) == pointer
    assert content(await editor.get(run))["status"] == "running"


async def test_the_trash_gives_a_run_back(
    admin: httpx.AsyncClient, editor: httpx.AsyncClient, run: str
) -> None:
    read = content(await editor.get(run))
    trashed = await editor.delete(run)
    gone = await editor.get(run)
    restored = await editor.post(f"/trash/runs/{read['id']}/restore")

    assert trashed.status_code == 204
    assert "It may be in the trash." in problem(gone, 404)["detail"]
    assert content(restored)["deleted_at"] is None
    problem(await admin.post(f"/trash/runs/{read['id']}/restore"), 404)


async def test_an_admin_purges_by_its_id(admin: httpx.AsyncClient) -> None:
    run = await started(admin, name="wrong")
    row_id = content(await admin.get(run))["id"]
    await admin.delete(run)
    wrong = await admin.post(f"/trash/runs/{row_id}/purge", json={"confirmation": "wrong"})
    right = {"confirmation": run.removeprefix("/runs/")}
    purged = await admin.post(f"/trash/runs/{row_id}/purge", json=right)

    assert location(wrong, 422) == "/confirmation"
    assert purged.status_code == 204
    problem(await admin.post(f"/trash/runs/{row_id}/restore"), 404)


@pytest.mark.parametrize("public_id", [MISSING, "nix", "F" * 32, "a%00b"])
async def test_a_missing_run_is_reported(editor: httpx.AsyncClient, public_id: str) -> None:
    url = f"/runs/{public_id}"

    problem(await editor.get(url), 404)
    problem(await editor.delete(url), 404)
    problem(await editor.post(f"{url}/end", json={}), 404)
    problem(await editor.post(f"{url}/resume"), 404)
    problem(await editor.post(f"{url}/log", json={}), 404)
    problem(await editor.get(f"{url}/metrics"), 404)
    problem(await editor.get(f"{url}/history?metric=loss"), 404)


async def test_a_run_is_read_with_everything_but_its_metrics(editor: httpx.AsyncClient) -> None:
    parent = await started(editor, name="outer", params={"lr": 0.1}, tags={"team": "risk"})
    child = await started(editor, name="inner", parent=parent[6:])
    dataset = {"name": "trips", "digest": "9f86", "context": "training", "schema": "{}"}
    inputs = [await editor.post(f"{parent}/inputs", json={"datasets": [dataset]}) for _ in range(2)]
    outer, inner = content(await editor.get(parent)), content(await editor.get(child))

    assert [content(one)["inputs"] for one in inputs] == [1, 0]
    assert (outer["params"], outer["tags"]) == ({"lr": "0.1"}, {"team": "risk"})
    assert [(one["name"], one["context"]) for one in outer["inputs"]] == [("trips", "training")]
    assert [one["name"] for one in outer["children"]] == ["inner"]
    assert [one["public_id"] for one in inner["parents"]] == [parent[6:]]
    assert outer["cut"] == []


async def test_what_a_run_logs_is_another_state(editor: httpx.AsyncClient, run: str) -> None:
    etag = (await editor.get(run)).headers["ETag"]
    await editor.post(f"{run}/log", json={"tags": {"team": "risk"}})
    changed = await editor.get(run, headers={"If-None-Match": etag})
    same = await editor.get(run, headers={"If-None-Match": changed.headers["ETag"]})

    assert (changed.status_code, same.status_code) == (200, 304)


@pytest.mark.parametrize("key", ["team", "a/../b", "späm %2F"])
async def test_a_tag_is_deleted(editor: httpx.AsyncClient, run: str, key: str) -> None:
    content(await editor.post(f"{run}/log", json={"tags": {key: "1", "b": "2"}}))
    deleted = await editor.delete(f"{run}/tag", params={"item": key})

    assert deleted.status_code == 204
    assert content(await editor.get(run))["tags"] == {"b": "2"}
    problem(await editor.delete(f"{run}/tag", params={"item": key}), 404)


async def test_children_come_in_pages(editor: httpx.AsyncClient, run: str) -> None:
    names = [f"part {number}" for number in range(5)]
    for name in names:
        await started(editor, name=name, parent=run[6:])
    found = await followed(editor, f"{run}/children?limit=2")

    assert [one["name"] for one in found] == names[::-1]


async def test_runs_are_found_sorted_and_paged(editor: httpx.AsyncClient) -> None:
    for number in range(5):
        run = await started(editor, name=f"run {number}", params={"depth": number})
        metrics = [{"name": "loss", "value": number % 3}]
        content(await editor.post(f"{run}/log", json={"metrics": metrics}))
    query = {"q": "experiment:Default param.depth>=1 sort:-metric.loss", "limit": "2"}
    first = await editor.get("/runs", params=query)
    pages = await followed(editor, str(first.url))
    lines = await editor.get("/runs", params=query, headers={"Accept": "application/x-ndjson"})

    assert {one["name"] for one in pages} == {f"run {number}" for number in (1, 2, 3, 4)}
    assert pages[0]["name"] == "run 2"
    assert pages[-1]["name"] == "run 3"
    assert [json.loads(line) for line in lines.text.splitlines()] == pages
    problem(await editor.get("/runs?q=colour:red"), 400)


async def test_runs_are_compared(editor: httpx.AsyncClient) -> None:
    runs = [await started(editor, params={"depth": depth}) for depth in (1, 2)]
    metrics = [{"name": "loss", "value": value, "step": 1} for value in (0.5, "NaN")]
    content(await editor.post(f"{runs[0]}/log", json={"metrics": metrics}))
    query = {"run": [*(run[6:] for run in runs), MISSING]}
    compared = content(await editor.get("/compare/runs", params=query))

    assert [one["params"] for one in compared["runs"]] == [{"depth": "1"}, {"depth": "2"}]
    assert compared["runs"][0]["metrics"] == {"loss": {"last": 0.5, "min": 0.5, "max": 0.5}}
    assert compared["missing"] == [MISSING]
    too_many = await editor.get("/compare/runs", params={"run": [MISSING] * 21})
    assert location(too_many, 422) == "run"


async def test_a_version_is_registered_from_a_run(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    run = await started(editor, params={"lr": "0.1"})
    points = [{"name": "loss", "value": value, "step": value} for value in (3, 1, 2)]
    content(await editor.post(f"{run}/log", json={"metrics": points}))
    body = {"model_name": "fraud", "metrics": {"loss": "min"}, "source": "s3://b/1"}
    missing = await editor.post(f"{run}/versions", json=body)
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    made = await editor.post(f"{run}/versions?reason=Best", json=body)
    event = await last_event(registry)
    wrong = await editor.post(f"{run}/versions", json=body | {"metrics": {"auc": "max"}})
    read = content(await editor.get("/models/fraud/versions/1"))

    problem(missing, 404)
    assert made.headers["Location"] == "/api/v1/models/fraud/versions/1"
    assert content(made, 201)["run_public_id"] == read["run_public_id"] == run[6:]
    assert (read["metrics"], read["params"]) == ({"loss": 1.0}, {"lr": "0.1"})
    assert (event.reason, event.via) == ("Best", "editor-admin")
    assert location(wrong, 422) == "/metrics/auc"
    assert [one["number"] for one in content(await editor.get(run))["versions"]] == [1]


async def test_a_token_limited_to_models_reaches_no_run(
    program: Programs, editor: httpx.AsyncClient, run: str
) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    limited = await program(Role.EDITOR, name="limited", model_names=["fraud"])

    problem(await limited.get(run), 403)
    problem(await limited.post("/runs", json={}), 403)
    problem(await limited.post(f"{run}/log", json={}), 403)
