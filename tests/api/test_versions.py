"""Versions."""

import httpx
import pytest

from registry_app.core.registry import AsyncRegistry
from tests.api.responses import content, last_event, location, problem

WHOLE = {
    "source": "s3://bucket/1.onnx",
    "device": "cuda",
    "status": "pending",
    "description": "First try.",
    "params": {"depth": "3"},
    "metrics": {"auc": 0.9, "loss": 1e-300},
    "tags": {"stage": "trial"},
}
VERSIONS = "/models/fraud/versions"


@pytest.fixture(autouse=True)
async def _fraud(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)


async def test_one_call_registers_a_version_with_all_it_has(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    made = await editor.post(f"{VERSIONS}?reason=Nightly", json=WHOLE)
    read = await editor.get(made.headers["Location"].removeprefix("/api/v1"))
    event = await last_event(registry)

    assert content(made, 201)["number"] == 1
    assert content(read).items() >= WHOLE.items()
    assert content(read)["created_by"] == "editor"
    assert (event.action, event.label) == ("create", "fraud/1")
    assert (event.via, event.reason) == ("editor-admin", "Nightly")
    assert event.changes["metrics.auc"] == (None, 0.9)


async def test_numbers_count_up(editor: httpx.AsyncClient) -> None:
    made = [await editor.post(VERSIONS, json={"source": "s3://b/x"}) for _ in range(3)]

    assert [content(one, 201)["number"] for one in made] == [1, 2, 3]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"source": "nowhere"}, "/source"),
        ({"device": "abacus"}, "/device"),
        ({"metrics": {"auc": "high"}}, "/metrics/auc"),
        ({"metrics": {"a/b": None}}, "/metrics/a~1b"),
        ({"params": {"depth": [3]}}, "/params/depth"),
        ({"model_name": "other"}, "/model_name"),
        ({"tags": [1]}, "/tags"),
    ],
)
async def test_mistakes_are_located_and_nothing_is_stored(
    editor: httpx.AsyncClient, registry: AsyncRegistry, wrong: dict[str, object], pointer: str
) -> None:
    response = await editor.post(VERSIONS, json=WHOLE | wrong)

    assert location(response, 422) == pointer
    assert (await registry.models.get_by_name("fraud")).last_version_number == 0


async def test_a_version_needs_its_model(editor: httpx.AsyncClient) -> None:
    problem(await editor.post("/models/nix/versions", json=WHOLE), 404)


async def test_changes_leave_the_rest_as_it_is(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    made = await editor.post(VERSIONS, json=WHOLE)
    changed = await editor.patch(
        f"{VERSIONS}/1", json={"status": "ready"}, headers={"If-Match": made.headers["ETag"]}
    )
    event = await last_event(registry)

    assert content(changed).items() >= (WHOLE | {"status": "ready"}).items()
    assert event.changes == {"status": ("pending", "ready")}
    assert event.via == "editor-admin"


async def test_a_trashed_version_is_gone_and_its_number_too(editor: httpx.AsyncClient) -> None:
    await editor.post(VERSIONS, json=WHOLE)
    gone = await editor.delete(f"{VERSIONS}/1")

    assert gone.status_code == 204
    problem(await editor.get(f"{VERSIONS}/1"), 404)
    assert content(await editor.get(VERSIONS))["items"] == []
    assert content(await editor.post(VERSIONS, json=WHOLE), 201)["number"] == 2


async def test_a_version_in_use_stays(editor: httpx.AsyncClient) -> None:
    await editor.post(VERSIONS, json=WHOLE)
    await editor.put("/models/fraud/aliases/champion", json={"version": 1})

    assert "champion" in problem(await editor.delete(f"{VERSIONS}/1"), 409)["detail"]


async def test_lists_include_the_requested_items(editor: httpx.AsyncClient) -> None:
    await editor.post(VERSIONS, json=WHOLE)
    await editor.put("/models/fraud/aliases/champion", json={"version": 1})
    asked = {"include": ["metric.auc", "param.depth", "tag.stage", "metric.nix"]}
    (listed,) = content(await editor.get(VERSIONS, params=asked))["items"]

    assert listed["metrics"] == {"auc": 0.9}
    assert listed["params"] == {"depth": "3"}
    assert listed["tags"] == {"stage": "trial"}
    assert listed["aliases"] == ["champion"]


async def test_versions_of_all_models_are_found(editor: httpx.AsyncClient) -> None:
    await editor.post("/models", json={"name": "churn"})
    await editor.post(VERSIONS, json=WHOLE)
    await editor.post("/models/churn/versions", json={"source": "s3://b/2"})
    found = content(await editor.get("/versions?q=metric.auc>0.5"))["items"]
    everything = content(await editor.get("/versions"))["items"]

    assert [row["model_name"] for row in found] == ["fraud"]
    assert [row["model_name"] for row in everything] == ["churn", "fraud"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("include=colour", "include"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=many", "limit"),
        ("limits=5", "limits"),
        ("cursor=nonsense", "cursor"),
        (f"cursor={'9' * 5_000}", "cursor"),
    ],
)
async def test_a_wrong_parameter_is_named(
    viewer: httpx.AsyncClient, query: str, parameter: str
) -> None:
    response = await viewer.get(f"{VERSIONS}?{query}")

    assert {error["parameter"] for error in problem(response, 422)["errors"]} == {parameter}


@pytest.mark.parametrize("number", ["0", "2", "9" * 18])
async def test_a_missing_version_is_reported(viewer: httpx.AsyncClient, number: str) -> None:
    problem(await viewer.get(f"{VERSIONS}/{number}"), 404)


@pytest.mark.parametrize("url", ["/models/fraud/versions/x", "/nix", "/models/", f"/{'x' * 99}"])
async def test_an_unknown_url_is_reported(viewer: httpx.AsyncClient, url: str) -> None:
    problem(await viewer.get(url), 404)
