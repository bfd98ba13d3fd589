"""Names over HTTP: changed, asked for under the old one, and in every spelling."""

import json

import httpx
import pytest

from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs
from tests.api.responses import content, last_event, location, problem

ANY = {"If-Match": "*"}
OLD_ADDRESSES = ["", "/versions", "/versions/1", "/tags", "/aliases", "/aliases/champion"]


@pytest.fixture
async def fraud(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    given = {"source": "s3://b/m"}
    content(await editor.post("/models/fraud/versions", json=given), 201)
    content(await editor.put("/models/fraud/aliases/champion", json={"version": 1}))


async def rename(client: httpx.AsyncClient, old: str, new: str) -> httpx.Response:
    url = f"/models/{old}?reason=Clearer"
    return await client.patch(url, json={"name": new}, headers=ANY)


@pytest.mark.usefixtures("fraud")
async def test_a_model_is_renamed(editor: httpx.AsyncClient, registry: AsyncRegistry) -> None:
    changed = await rename(editor, "fraud", "fraud-detector")
    event = await last_event(registry)

    assert content(changed)["name"] == "fraud-detector"
    assert changed.headers["ETag"]
    assert content(await editor.get("/models/fraud-detector/versions/1"))["number"] == 1
    assert (event.changes, event.reason) == ({"name": ("fraud", "fraud-detector")}, "Clearer")


@pytest.mark.usefixtures("fraud")
async def test_without_the_state_decided_on_nothing_is_renamed(editor: httpx.AsyncClient) -> None:
    stale = {"If-Match": '"1-7-x"'}
    response = await editor.patch("/models/fraud", json={"name": "b"}, headers=stale)

    assert (await editor.patch("/models/fraud", json={"name": "b"})).status_code == 428
    assert response.status_code == 412


@pytest.mark.usefixtures("fraud")
async def test_a_used_name_is_refused(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "other"}), 201)
    await rename(editor, "other", "another")

    assert location(await rename(editor, "fraud", "other"), 409) == "/name"
    assert location(await rename(editor, "fraud", "another"), 409) == "/name"
    assert location(await rename(editor, "fraud", "a/b"), 422) == "/name"


@pytest.mark.usefixtures("fraud")
@pytest.mark.parametrize("url", OLD_ADDRESSES)
async def test_the_old_name_leads_to_the_new_one(editor: httpx.AsyncClient, url: str) -> None:
    await rename(editor, "fraud", "b")
    detail = problem(await editor.get(f"/models/fraud{url}"), 404)["detail"]

    assert detail.endswith("The model is called 'b' now.")


@pytest.mark.usefixtures("fraud")
async def test_a_token_for_a_model_follows_it(editor: httpx.AsyncClient, program: Programs) -> None:
    client = await program(Role.EDITOR, name="chosen", model_names=["fraud"])
    await rename(client, "fraud", "b")
    content(await editor.post("/models", json={"name": "fraud"}), 201)

    assert content(await client.get("/whoami"))["model_names"] == ["b"]
    assert content(await client.get("/models/b"))["name"] == "b"
    assert (await client.get("/models/fraud")).status_code == 403


async def test_a_token_for_a_purged_model_opens_nothing(
    editor: httpx.AsyncClient, program: Programs, registry: AsyncRegistry
) -> None:
    made = content(await editor.post("/models", json={"name": "fraud"}), 201)
    client = await program(Role.EDITOR, name="chosen", model_names=["fraud"])
    await registry.models.delete(made["id"])
    await registry.models.purge(made["id"], "fraud")
    content(await editor.post("/models", json={"name": "fraud"}), 201)

    assert content(await client.get("/whoami"))["model_names"] == []
    assert (await client.get("/models/fraud")).status_code == 403
    assert (await client.get("/models")).status_code == 403


@pytest.mark.usefixtures("fraud")
async def test_an_alias_is_found_in_any_case(editor: httpx.AsyncClient) -> None:
    alias = content(await editor.get("/models/fraud/aliases/CHAMPION"))

    assert (alias["name"], alias["version_number"]) == ("champion", 1)


@pytest.mark.usefixtures("fraud")
@pytest.mark.parametrize("alias", ["Latest", "LATEST", "V2", "v٢"])
async def test_reserved_aliases_are_refused_in_any_case(
    editor: httpx.AsyncClient, alias: str
) -> None:
    response = await editor.put(f"/models/fraud/aliases/{alias}", json={"version": 1})

    assert "are reserved" in problem(response, 422)["errors"][0]["detail"]


@pytest.mark.usefixtures("fraud")
async def test_an_unknown_alias_is_not_in_the_trash(editor: httpx.AsyncClient) -> None:
    detail = problem(await editor.get("/models/fraud/aliases/nobody"), 404)["detail"]

    assert "trash" not in detail


@pytest.mark.usefixtures("fraud")
async def test_numbers_are_kept_as_parameters(editor: httpx.AsyncClient) -> None:
    given = {
        "source": "s3://b/m",
        "params": {
            "n_estimators": 100,
            "learning_rate": 0.01,
            "bootstrap": True,
            "max_depth": None,
            "seed": 10**30,
        },
        "tags": {"fold": 3},
    }
    content(await editor.post("/models/fraud/versions", content=json.dumps(given)), 201)
    version = content(await editor.get("/models/fraud/versions/2"))
    changed = await editor.put("/models/fraud/versions/2/params/epochs", json={"value": 7})

    assert version["params"] == {
        "bootstrap": "true",
        "learning_rate": "0.01",
        "max_depth": "null",
        "n_estimators": "100",
        "seed": "1" + "0" * 30,
    }
    assert version["tags"] == {"fold": "3"}
    assert content(changed)["value"] == "7"


@pytest.mark.usefixtures("fraud")
async def test_the_refusal_of_a_nested_parameter_says_how_to_write_it(
    editor: httpx.AsyncClient,
) -> None:
    given = {"source": "s3://b/m", "params": {"layers": [1, 2]}}
    response = await editor.post("/models/fraud/versions", json=given)

    assert location(response, 422) == "/params/layers"
    assert "Write a list or an object as text" in response.json()["errors"][0]["detail"]


@pytest.mark.usefixtures("fraud")
async def test_items_are_found_in_either_spelling(editor: httpx.AsyncClient) -> None:
    decomposed, composed = "cafe%CC%81", "caf\u00e9"
    content(await editor.put(f"/models/fraud/tags/{decomposed}", json={"value": "1"}))

    assert content(await editor.get(f"/models/fraud/tags/{composed}"))["key"] == composed
    assert content(await editor.get(f"/models/fraud/tags/{decomposed}"))["key"] == composed
