"""Comments, stars, watches and the inbox."""

import httpx
import pytest

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelVersionCreate
from mldb.values.enums import Role, TokenScope
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs
from tests.api.responses import content, last_event, location, problem

COMMENTS = "/models/fraud/comments"
WATCH = "/models/fraud/watch"


@pytest.fixture(autouse=True)
async def version(registry: AsyncRegistry) -> None:
    await registry.models.create(MLModelCreate(name="fraud"))
    await registry.models.create(MLModelCreate(name="other"))
    await registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/1"))


async def _said(client: httpx.AsyncClient, **given: object) -> str:
    made = await client.post(COMMENTS, json={"version": 1, "text": "Good."} | given)
    assert content(made, 201)["model_name"] == "fraud"
    return made.headers["Location"].removeprefix("/api/v1")


async def test_a_comment_is_written_changed_and_deleted(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    url = await _said(viewer)
    read = await viewer.get(url)
    changed = await viewer.patch(
        url, json={"text": "Better."}, headers={"If-Match": read.headers["ETag"]}
    )
    stale = await viewer.delete(url, headers={"If-Match": read.headers["ETag"]})
    gone = await viewer.delete(f"{url}?reason=Old")
    event = await last_event(registry)

    assert content(changed)["text"] == "Better."
    assert location(stale, 412) == "If-Match"
    assert gone.status_code == 204
    problem(await viewer.get(url), 404)
    assert (event.action, event.reason, event.via) == ("delete_comment", "Old", "viewer-admin")


async def test_a_move_of_an_alias_is_discussed(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    move = await registry.aliases.move(
        MLModelAliasMove(model_name="fraud", name="champion", version=1)
    )
    await _said(viewer, version=None, assignment_id=move.id)

    (comment,) = content(await viewer.get(COMMENTS))["items"]
    assert (comment["alias"], comment["version_number"]) == ("champion", 1)
    assert content(await viewer.get("/models/other/comments"))["items"] == []


async def test_only_the_writer_edits_and_admins_delete(
    viewer: httpx.AsyncClient, editor: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    url = await _said(viewer)
    for client in (editor, admin):
        problem(await client.patch(url, json={"text": "x"}, headers={"If-Match": "*"}), 403)
    problem(await editor.delete(url), 403)
    problem(await admin.get(url.replace("fraud", "other")), 404)

    assert (await admin.delete(url)).status_code == 204


async def test_nonsense_is_refused_at_its_place(viewer: httpx.AsyncClient) -> None:
    blank = await viewer.post(COMMENTS, json={"version": 1, "text": " "})
    assert location(blank, 422) == "/text"
    problem(await viewer.post(COMMENTS, json={"text": "x"}), 422)
    problem(await viewer.post(COMMENTS, json={"version": 7, "text": "x"}), 404)


async def test_a_model_is_starred_and_watched(viewer: httpx.AsyncClient) -> None:
    assert content(await viewer.get(WATCH))["is_watched"] is False
    state = content(await viewer.patch(WATCH, json={"is_watched": True, "is_starred": True}))
    (listed,) = content(await viewer.get("/watches"))["items"]

    assert state == {"is_starred": True, "is_watched": True, "star_count": 1, "watch_count": 1}
    assert listed["model_name"] == "fraud"


async def test_news_come_to_the_inbox_and_are_read(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    await viewer.patch(WATCH, json={"is_watched": True})
    await registry.versions.create(MLModelVersionCreate(model_name="fraud", source="s3://b/2"))
    (entry,) = content(await viewer.get("/inbox?is_unread=true"))["items"]
    read = await viewer.post("/inbox/read", json={"up_to_id": entry["id"]})

    assert (entry["kind"], entry["event"]["label"]) == ("version", "fraud/2")
    assert read.status_code == 204
    assert content(await viewer.get("/inbox?is_unread=true"))["items"] == []
    assert content(await viewer.get("/inbox"))["items"][0]["read_at"] is not None


async def test_people_are_listed_without_what_is_only_theirs(viewer: httpx.AsyncClient) -> None:
    (person,) = content(await viewer.get("/people"))["items"]

    assert person["username"] == "viewer"
    assert "email" not in person


async def test_a_token_that_only_reads_says_nothing(program: Programs) -> None:
    reading = await program(Role.VIEWER, TokenScope.READ)

    problem(await reading.post(COMMENTS, json={"version": 1, "text": "x"}), 403)
    problem(await reading.patch(WATCH, json={"is_watched": True}), 403)
