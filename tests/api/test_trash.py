"""The trash."""

from typing import Any

import httpx
import pytest

from registry_app.core.registry import AsyncRegistry
from tests.api.responses import content, events, last_event, location, problem


@pytest.fixture(autouse=True)
async def _fraud(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    for number in (1, 2, 3):
        version = {"source": f"s3://b/{number}"}
        content(await editor.post("/models/fraud/versions", json=version), 201)


async def _trashed(editor: httpx.AsyncClient, of: str, url: str) -> Any:
    """URL in the trash of the model or version at this URL, after it was deleted."""
    assert (await editor.delete(url)).status_code == 204
    (row,) = content(await editor.get(f"/{of}?q=is:trashed"))["items"]
    return f"/trash/{of}/{row['id']}"


async def _numbers(editor: httpx.AsyncClient) -> list[int]:
    rows = content(await editor.get("/models/fraud/versions"))["items"]
    return [row["number"] for row in rows]


async def test_a_model_comes_back_with_all_that_went_with_it(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    url_in_trash = await _trashed(editor, "models", "/models/fraud")
    restored = await editor.post(f"{url_in_trash}/restore?reason=Needed", json={})
    event = await last_event(registry)

    assert content(restored)["deleted_at"] is None
    assert await _numbers(editor) == [3, 2, 1]
    assert (event.action, event.reason, event.via) == ("restore", "Needed", "editor-admin")


async def test_a_model_comes_back_with_chosen_versions(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    url_in_trash = await _trashed(editor, "models", "/models/fraud")
    restored = await editor.post(f"{url_in_trash}/restore", json={"numbers": [1, 3]})

    assert content(restored)["name"] == "fraud"
    assert await _numbers(editor) == [3, 1]
    assert {event.via for event in await events(registry, "by:editor")} == {"editor-admin"}


@pytest.mark.parametrize("numbers", [[9], [0], ["x"], list(range(1, 1_002))])
async def test_versions_that_are_none_are_refused(
    editor: httpx.AsyncClient, numbers: list[object]
) -> None:
    url_in_trash = await _trashed(editor, "models", "/models/fraud")
    response = await editor.post(f"{url_in_trash}/restore", json={"numbers": numbers})

    assert response.status_code in {404, 422}, response.text
    problem(response, response.status_code)
    problem(await editor.get("/models/fraud"), 404)


async def test_a_version_comes_back(editor: httpx.AsyncClient, registry: AsyncRegistry) -> None:
    url_in_trash = await _trashed(editor, "versions", "/models/fraud/versions/2")
    restored = await editor.post(f"{url_in_trash}/restore?reason=Needed")
    event = await last_event(registry)

    assert content(restored)["number"] == 2
    assert await _numbers(editor) == [3, 2, 1]
    assert (event.action, event.label, event.via) == ("restore", "fraud/2", "editor-admin")


@pytest.mark.parametrize(
    ("of", "url", "label"),
    [("models", "/models/fraud", "fraud"), ("versions", "/models/fraud/versions/2", "fraud/2")],
)
async def test_an_admin_purges_by_typing_the_name(
    admin: httpx.AsyncClient, registry: AsyncRegistry, of: str, url: str, label: str
) -> None:
    url_in_trash = await _trashed(admin, of, url)
    wrong = await admin.post(f"{url_in_trash}/purge", json={"confirmation": "Fraud"})
    purged = await admin.post(f"{url_in_trash}/purge?reason=Gone", json={"confirmation": label})
    event = await last_event(registry)

    assert location(wrong, 422) == "/confirmation"
    assert (purged.status_code, purged.content) == (204, b"")
    assert content(await admin.get(f"/{of}?q=is:trashed"))["items"] == []
    assert (event.action, event.label, event.reason) == ("purge", label, "Gone")
    assert event.via == "admin-admin"


@pytest.mark.parametrize("of", ["models", "versions"])
async def test_rows_that_are_not_in_the_trash_are_reported(
    admin: httpx.AsyncClient, of: str
) -> None:
    (row,) = content(await admin.get(f"/{of}?limit=1"))["items"]
    for row_id in (row["id"], 999, "9" * 18):
        url_in_trash = f"/trash/{of}/{row_id}"
        problem(await admin.post(f"{url_in_trash}/restore", json={}), 404)
        problem(await admin.post(f"{url_in_trash}/purge", json={"confirmation": "fraud"}), 404)
