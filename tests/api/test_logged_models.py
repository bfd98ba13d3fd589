"""Logged models."""

from typing import Any

import httpx
import pytest

from tests.api.responses import content, location, problem
from tests.api.test_lists import followed
from tests.api.test_runs import MISSING, started


async def saved(client: httpx.AsyncClient, **given: Any) -> str:
    """URL of a new logged model."""
    made = await client.post("/logged-models", json=given)
    return f"/logged-models/{content(made, 201)['public_id']}"


@pytest.fixture
async def run(editor: httpx.AsyncClient) -> str:
    """URL of a run."""
    return await started(editor)


@pytest.fixture
async def model(editor: httpx.AsyncClient, run: str) -> str:
    """URL of a logged model."""
    return await saved(editor, run=run[6:], name="classifier", params={"lr": 0.1})


async def test_a_logged_model_is_created_and_read(editor: httpx.AsyncClient, run: str) -> None:
    body = {"run": run[6:], "name": "classifier", "model_type": "sklearn", "step": 7}
    made = await editor.post("/logged-models", json=body)
    read = await editor.get(made.headers["Location"].removeprefix("/api/v1"))
    expected = content(made, 201) | {"params": {}, "tags": {}, "metrics": []}

    assert content(read) == expected
    assert (expected["run_public_id"], expected["step"], expected["status"]) == (
        run[6:],
        7,
        "pending",
    )


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"run": MISSING}, "/run"),
        ({"experiment": "nix"}, "/experiment"),
        ({"step": 2**63}, "/step"),
        ({"status": "done"}, "/status"),
    ],
)
async def test_a_mistake_is_located(
    editor: httpx.AsyncClient, body: dict[str, Any], pointer: str
) -> None:
    assert location(await editor.post("/logged-models", json=body), 422) == pointer


async def test_it_logs_parameters_tags_and_metrics(editor: httpx.AsyncClient, model: str) -> None:
    metric = {"name": "auc", "value": "NaN", "step": 3, "time_ms": 1_772_366_400_000}
    responses = [
        await editor.post(f"{model}/params", json={"params": {"depth": 3}}),
        await editor.post(f"{model}/tags", json={"tags": {"team": "risk"}}),
        await editor.post(f"{model}/tags", json={"tags": {"team": "fraud"}}),
        await editor.post(f"{model}/metrics", json={"metrics": [metric]}),
    ]
    read = content(await editor.get(model))

    assert [response.status_code for response in responses] == [204] * 4
    assert read["params"] == {"depth": "3", "lr": "0.1"}
    assert read["tags"] == {"team": "fraud"}
    assert read["metrics"] == [metric | {"dataset_name": "", "dataset_digest": ""}]


async def test_wrong_values_are_located_and_nothing_stored(
    editor: httpx.AsyncClient, model: str
) -> None:
    other = await editor.post(f"{model}/params", json={"params": {"new": 1, "lr": 0.2}})
    metrics = [{"name": "auc", "value": value} for value in (0.5, "high")]
    wrong = await editor.post(f"{model}/metrics", json={"metrics": metrics})
    read = content(await editor.get(model))

    assert location(other, 422) == "/params/lr"
    assert location(wrong, 422) == "/metrics/1/value"
    assert (read["params"], read["metrics"]) == ({"lr": "0.1"}, [])


async def test_it_is_finished(editor: httpx.AsyncClient, model: str) -> None:
    finished = await editor.post(f"{model}/finish", json={})
    failed = await editor.post(f"{model}/finish", json={"status": "failed"})

    assert content(finished)["status"] == "ready"
    assert content(failed)["status"] == "failed"


async def test_those_of_a_run_come_in_pages(editor: httpx.AsyncClient, run: str) -> None:
    for number in range(5):
        await saved(editor, run=run[6:], name=f"model {number}")
    found = await followed(editor, f"{run}/logged-models?limit=2")

    assert [one["name"] for one in found] == [f"model {number}" for number in (4, 3, 2, 1, 0)]


async def test_the_trash_gives_it_back_until_it_is_purged(
    admin: httpx.AsyncClient, model: str
) -> None:
    url = f"/trash/logged-models/{content(await admin.get(model))['id']}"
    trashed = await admin.delete(model)
    gone = await admin.get(model)
    restored = await admin.post(f"{url}/restore")
    await admin.delete(model)
    wrong = await admin.post(f"{url}/purge", json={"confirmation": "classifier"})
    purged = await admin.post(
        f"{url}/purge", json={"confirmation": model.removeprefix("/logged-models/")}
    )

    assert (trashed.status_code, purged.status_code) == (204, 204)
    assert "It may be in the trash." in problem(gone, 404)["detail"]
    assert content(restored)["deleted_at"] is None
    assert location(wrong, 422) == "/confirmation"
    problem(await admin.post(f"{url}/restore"), 404)


async def test_a_version_names_the_logged_model_it_comes_from(
    editor: httpx.AsyncClient, run: str, model: str
) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    public_id = model.removeprefix("/logged-models/")
    body = {"model_name": "fraud", "logged_model": public_id}
    made = await editor.post(f"{run}/versions", json=body)

    assert content(made, 201)["logged_model_public_id"] == public_id
    assert content(made, 201)["source"] == f"models:/{public_id}"


@pytest.mark.parametrize("public_id", [f"m-{MISSING}", "nix", "m-"])
async def test_a_missing_one_is_reported(editor: httpx.AsyncClient, public_id: str) -> None:
    url = f"/logged-models/{public_id}"

    problem(await editor.get(url), 404)
    problem(await editor.delete(url), 404)
    problem(await editor.post(f"{url}/finish", json={}), 404)
    problem(await editor.post(f"{url}/tags", json={"tags": {"a": 1}}), 404)
