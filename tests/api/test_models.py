"""Models."""

from urllib.parse import quote

import httpx
import pytest
from ada_url import URL

from registry_app.core.registry import AsyncRegistry
from tests.api.responses import BASE, content, last_event, location, problem

SOURCE = {"source": "s3://b/1"}
NAMES = ["späm & eggs 100%.v2", "模型", "a+b c", "%2F", "new", "versions", "🙂?#"]


async def test_a_model_is_registered_and_read(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    given = {"name": "fraud", "primary_metric": "auc", "primary_metric_goal": "maximize"}
    made = await editor.post("/models?reason=A+start", json=given)
    read = await editor.get("/models/fraud")
    event = await last_event(registry)

    assert content(made, 201).items() >= given.items()
    assert made.headers["Location"] == "/api/v1/models/fraud"
    assert content(read).items() >= content(made, 201).items()
    assert content(read)["tags"] == content(read)["aliases"] == {}
    assert (event.actor, event.via, event.reason) == ("editor", "editor-admin", "A start")


@pytest.mark.parametrize(
    "name", ["a?b#c%2e", "%2e%2e", "a\\..\\b", "..\\..\\victim", "...x", "x;y=z,w", "<b>\"'`{}|^&"]
)
async def test_every_client_requests_the_reported_urls(
    editor: httpx.AsyncClient, name: str
) -> None:
    """By the URL standard, which browsers keep to; httpx by RFC 3986."""
    made = await editor.post("/models", json={"name": name})
    url = made.headers["Location"]
    version = await editor.post(str(URL(f"{BASE}{url[7:]}/versions").href), json=SOURCE)
    await editor.post(f"{BASE}{url[7:]}/versions", json=SOURCE)
    listed = await editor.get(f"{BASE}{url[7:]}/versions?limit=1")
    urls = [url, version.headers["Location"], listed.links["next"]["url"]]

    for one in urls:
        given = one if one.startswith("http") else f"http://testserver{one}"
        resolved = str(URL(given).href)
        assert resolved == given
        read = content(await editor.get(resolved))
        first = read["items"][0] if "items" in read else read
        assert name in {first.get("name"), first.get("model_name")}


@pytest.mark.parametrize("name", NAMES)
async def test_names_may_be_anything(editor: httpx.AsyncClient, name: str) -> None:
    made = await editor.post("/models", json={"name": name})
    followed = await editor.get(made.headers["Location"].removeprefix("/api/v1"))
    quoted = await editor.get(f"/models/{quote(name, safe='')}")

    assert content(followed)["name"] == content(quoted)["name"] == name


async def test_a_name_is_given_out_once(editor: httpx.AsyncClient) -> None:
    await editor.post("/models", json={"name": "fraud"})
    response = await editor.post("/models", json={"name": "fraud"})

    assert location(response, 409) == "/name"
    assert "exists already" in response.json()["detail"]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({}, "/name"),
        ({"name": ""}, "/name"),
        ({"name": "a/b"}, "/name"),
        ({"name": 7}, "/name"),
        ({"name": "a\x00b"}, "/name"),
        ({"name": "fraud", "colour": "red"}, "/colour"),
        ({"name": "fraud", "a/b~c": 1}, "/a~1b~0c"),
        ({"name": "fraud", "description": "x" * 100_001}, "/description"),
        ({"name": "fraud", "primary_metric_goal": "up"}, "/primary_metric_goal"),
        ({"name": "fraud", "primary_metric": "auc"}, ""),
    ],
)
async def test_mistakes_are_located(
    editor: httpx.AsyncClient, registry: AsyncRegistry, given: object, pointer: str
) -> None:
    response = await editor.post("/models", json=given)

    (error,) = problem(response, 422)["errors"]
    assert error["pointer"] == pointer
    assert await registry.models.get_all() == []


async def test_changes_leave_the_rest_as_it_is(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    made = await editor.post("/models", json={"name": "fraud", "description": "A card."})
    changed = await editor.patch(
        "/models/fraud",
        json={"primary_metric": "auc", "primary_metric_goal": "maximize"},
        headers={"If-Match": made.headers["ETag"]},
    )
    event = await last_event(registry)

    assert content(changed)["description"] == "A card."
    assert content(changed)["primary_metric"] == "auc"
    assert event.changes.keys() == {"primary_metric", "primary_metric_goal"}
    assert event.via == "editor-admin"


async def test_a_trashed_model_is_gone(editor: httpx.AsyncClient, registry: AsyncRegistry) -> None:
    await editor.post("/models", json={"name": "fraud"})
    gone = await editor.delete("/models/fraud?reason=Old")
    event = await last_event(registry)

    assert (gone.status_code, gone.content) == (204, b"")
    assert "trash" in problem(await editor.get("/models/fraud"), 404)["detail"]
    assert content(await editor.get("/models"))["items"] == []
    assert [row["name"] for row in content(await editor.get("/models?q=is:trashed"))["items"]] == [
        "fraud"
    ]
    assert (event.action, event.reason, event.via) == ("delete", "Old", "editor-admin")


async def test_a_model_in_use_stays(editor: httpx.AsyncClient) -> None:
    await editor.post("/models", json={"name": "fraud"})
    await editor.post("/models/fraud/versions", json={"source": "s3://b/1"})
    await editor.put("/models/fraud/aliases/champion", json={"version": 1})
    response = await editor.delete("/models/fraud")

    assert "champion" in problem(response, 409)["detail"]
    assert content(await editor.get("/models/fraud"))["aliases"] == {"champion": 1}


async def test_lists_include_tags_and_aliases_of_a_model(editor: httpx.AsyncClient) -> None:
    await editor.post(
        "/models",
        json={"name": "fraud", "primary_metric": "auc", "primary_metric_goal": "maximize"},
    )
    await editor.post(
        "/models/fraud/versions", json={"source": "s3://b/1", "metrics": {"auc": 0.9}}
    )
    await editor.put("/models/fraud/aliases/champion", json={"version": 1})
    await editor.put("/models/fraud/tags/team", json={"value": "risk"})
    (listed,) = content(await editor.get("/models?q=tag.team:risk"))["items"]

    assert listed["latest_number"] == 1
    assert listed["aliases"] == {"champion": 1}
    assert listed["tags"] == {"team": "risk"}
    assert listed["metric_value"] == 0.9


async def test_an_unreadable_query_is_refused_with_the_position(viewer: httpx.AsyncClient) -> None:
    response = await viewer.get("/models", params={"q": "name:fraud OR ("})
    (error,) = problem(response, 400)["errors"]

    assert error["parameter"] == "q"
    assert isinstance(error["position"], int)


@pytest.mark.parametrize("method", ["get", "delete", "patch"])
async def test_a_missing_model_is_reported(editor: httpx.AsyncClient, method: str) -> None:
    response = await editor.request(method, "/models/nix", headers={"If-Match": "*"}, json={})

    assert "nix" in problem(response, 404)["detail"]


async def test_a_wrong_method_is_reported(editor: httpx.AsyncClient) -> None:
    response = await editor.put("/models/fraud", json={})

    problem(response, 405)
    assert "GET" in response.headers["Allow"]
