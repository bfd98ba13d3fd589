"""Saved views."""

from typing import Any

import httpx
import pytest

from mldb.values.enums import Role, TokenScope
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs
from tests.api.responses import content, last_event, location, problem

VIEW = {"kind": "versions", "name": "Best", "query": "sort:-metric.auc", "columns": ["metric.auc"]}


async def _saved(client: httpx.AsyncClient, **given: Any) -> str:
    """Where the new view is."""
    made = await client.post("/views", json=VIEW | given)
    assert content(made, 201).items() >= (VIEW | given).items()
    return made.headers["Location"].removeprefix("/api/v1")


async def test_a_view_is_saved_changed_and_deleted(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    url = await _saved(viewer)
    read = await viewer.get(url)
    changed = await viewer.patch(
        url, json={"name": "Worst"}, headers={"If-Match": read.headers["ETag"]}
    )
    stale = await viewer.delete(url, headers={"If-Match": read.headers["ETag"]})
    gone = await viewer.delete(f"{url}?reason=Old")
    event = await last_event(registry)

    assert content(changed)["name"] == "Worst"
    assert location(stale, 412) == "If-Match"
    assert gone.status_code == 204
    problem(await viewer.get(url), 404)
    assert (event.action, event.reason, event.via) == ("delete", "Old", "viewer-admin")


async def test_sent_again_it_is_saved_once(viewer: httpx.AsyncClient) -> None:
    responses = [
        await viewer.post("/views", json=VIEW, headers={"Idempotency-Key": "1"}) for _ in range(2)
    ]

    assert content(responses[0], 201) == content(responses[1], 201)
    assert len(content(await viewer.get("/views"))["items"]) == 1


async def test_a_view_of_others_is_read_only_if_it_is_shared(
    viewer: httpx.AsyncClient, editor: httpx.AsyncClient
) -> None:
    own, shared = await _saved(editor), await _saved(editor, name="Shared", is_shared=True)

    problem(await viewer.get(own), 404)
    assert [row["name"] for row in content(await viewer.get("/views"))["items"]] == ["Shared"]
    for url, status in ((own, 404), (shared, 403)):
        problem(await viewer.patch(url, json={}, headers={"If-Match": "*"}), status)
        problem(await viewer.delete(url), status)


async def test_an_admin_deletes_shared_views_of_others(
    admin: httpx.AsyncClient, editor: httpx.AsyncClient
) -> None:
    shared = await _saved(editor, is_shared=True)
    problem(await admin.patch(shared, json={}, headers={"If-Match": "*"}), 403)

    assert (await admin.delete(shared)).status_code == 204


async def test_sharing_needs_an_editor(program: Programs, viewer: httpx.AsyncClient) -> None:
    url = await _saved(viewer)
    sharing = await viewer.patch(url, json={"is_shared": True}, headers={"If-Match": "*"})

    problem(sharing, 403)
    problem(await viewer.post("/views", json=VIEW | {"name": "x", "is_shared": True}), 403)
    reading = await program(Role.ADMIN, TokenScope.READ)
    assert "reading only" in problem(await reading.post("/views", json=VIEW), 403)["detail"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"kind": "cars"}, "/kind"),
        ({"kind": "events", "columns": ["at"]}, "/kind"),
        ({"name": ""}, "/name"),
        ({"columns": ["colour"]}, "/columns"),
        ({"page_size": 0}, "/page_size"),
        ({"user_id": 7}, "/user_id"),
    ],
)
async def test_mistakes_are_located(
    viewer: httpx.AsyncClient, wrong: dict[str, object], pointer: str
) -> None:
    assert location(await viewer.post("/views", json=VIEW | wrong), 422) == pointer
    assert content(await viewer.get("/views"))["items"] == []
