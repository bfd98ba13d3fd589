"""Runs."""

from typing import Any

import httpx
import pytest

from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs
from tests.api.responses import content, events, last_event, location, problem

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


async def test_a_token_limited_to_models_reaches_no_run(
    program: Programs, editor: httpx.AsyncClient, run: str
) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    limited = await program(Role.EDITOR, name="limited", model_names=["fraud"])

    problem(await limited.get(run), 403)
    problem(await limited.post("/runs", json={}), 403)
    problem(await limited.post(f"{run}/log", json={}), 403)
