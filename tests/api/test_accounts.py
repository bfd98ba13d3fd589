"""Who calls, tokens, and staff."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from mldb.config import SQLiteConfig
from mldb.schemas import MLModelCreate, StaffSessionCreate
from mldb.values.enums import Role, TokenScope
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs, noted_uses, token
from tests.api.responses import content, last_event, location, problem

ANN = {"username": "ann", "password": "correct horse battery", "role": "editor"}


async def test_a_program_learns_who_it_acts_for(program: Programs, registry: AsyncRegistry) -> None:
    for model in ("a", "b"):
        await registry.models.create(MLModelCreate(name=model))
    client = await program(Role.EDITOR, TokenScope.READ, name="ci", model_names=["b", "a"])

    assert content(await client.get("/whoami")) == {
        "username": "editor",
        "role": "viewer",
        "token": "ci",
        "model_names": ["a", "b"],
    }


async def test_a_read_does_not_wait_for_its_token_to_be_noted(
    program: Programs, sqlite_config: SQLiteConfig
) -> None:
    client = await program(Role.VIEWER)
    with closing(sqlite3.connect(sqlite_config.db_path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        while_locked = await client.get("/models")
        holder.execute("ROLLBACK")
    await noted_uses()

    assert while_locked.status_code == 200
    assert content(await client.get("/tokens"))["items"][0]["last_used_at"] is not None


async def test_tokens_of_ones_own_are_listed_without_secrets(program: Programs) -> None:
    client = await program(Role.VIEWER, name="first")
    secret = await token(Role.VIEWER, name="second")
    await token(Role.ADMIN, name="another's")
    await client.get("/whoami")
    await noted_uses()
    first = await client.get("/tokens?limit=1")
    rest = await client.get("/tokens", params={"cursor": content(first)["next_cursor"]})

    assert [row["name"] for row in content(first)["items"]] == ["second"]
    assert [row["name"] for row in content(rest)["items"]] == ["first"]
    assert content(rest)["items"][0]["last_used_at"] is not None
    assert secret not in first.text
    assert "hash" not in first.text


async def test_a_token_of_ones_own_is_revoked(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    await token(Role.VIEWER, name="lost")
    lost = content(await viewer.get("/tokens"))["items"][0]
    revoked = await viewer.delete(f"/tokens/{lost['id']}?reason=Lost")
    event = await last_event(registry)

    assert revoked.status_code == 204
    assert content(await viewer.get("/tokens"))["items"][0]["revoked_at"] is not None
    assert (event.label, event.reason, event.via) == ("viewer/lost", "Lost", "viewer-admin")


async def test_a_token_may_revoke_itself(viewer: httpx.AsyncClient) -> None:
    own = content(await viewer.get("/tokens"))["items"][0]
    await viewer.delete(f"/tokens/{own['id']}")

    problem(await viewer.get("/whoami"), 401)


async def test_a_token_of_another_is_none(
    admin: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    others = content(await viewer.get("/tokens"))["items"][0]

    problem(await admin.delete(f"/tokens/{others['id']}"), 404)
    problem(await admin.delete("/tokens/999"), 404)
    content(await viewer.get("/whoami"))


async def test_staff_is_made_read_and_changed(
    admin: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    made = await admin.post("/staff?reason=Hired", json=ANN)
    hired = await last_event(registry)
    read = await admin.get(made.headers["Location"].removeprefix("/api/v1"))
    changed = await admin.patch(
        "/staff/ann", json={"is_active": False}, headers={"If-Match": made.headers["ETag"]}
    )
    left = await last_event(registry)

    assert content(made, 201).items() >= {"username": "ann", "role": "editor"}.items()
    assert content(read) == content(made, 201)
    assert content(changed)["is_active"] is False
    assert (hired.reason, hired.via) == ("Hired", "admin-admin")
    assert left.changes == {"is_active": (True, False)}
    assert ANN["password"] not in made.text + read.text + str(hired)


async def test_somebody_made_here_can_log_in(admin: httpx.AsyncClient) -> None:
    await admin.post("/staff", json=ANN)
    client = Client()
    login = {name: ANN[name] for name in ("username", "password")}
    response = await sync_to_async(client.post)("/login", login)

    assert response["Location"] == "/"


async def test_staff_is_listed_by_name(admin: httpx.AsyncClient) -> None:
    for name in ("zoe", "ann"):
        await admin.post("/staff", json=ANN | {"username": name})
    first = content(await admin.get("/staff?limit=2"))
    rest = content(await admin.get(f"/staff?limit=2&cursor={first['next_cursor']}"))

    assert [row["username"] for row in first["items"]] == ["admin", "ann"]
    assert [row["username"] for row in rest["items"]] == ["zoe"]
    assert "hash" not in str(first)
    assert [row["must_change_password"] for row in first["items"]] == [False, True]


@pytest.mark.parametrize(
    ("wrong", "status", "pointer"),
    [
        ({"password": "short"}, 422, "/password"),
        ({"password": None}, 422, "/password"),
        ({"username": "system"}, 422, "/username"),
        ({"username": "a b"}, 422, "/username"),
        ({"username": "admin"}, 409, "/username"),
        ({"role": "king"}, 422, "/role"),
        ({"password_hash": "x"}, 422, "/password_hash"),
        ({"display_name": "a\x00b"}, 422, "/display_name"),
    ],
)
async def test_mistakes_are_located(
    admin: httpx.AsyncClient, wrong: dict[str, object], status: int, pointer: str
) -> None:
    response = await admin.post("/staff", json=ANN | wrong)

    assert location(response, status) == pointer
    assert ANN["password"] not in response.text
    assert len(content(await admin.get("/staff"))["items"]) == 1


async def test_the_last_admin_stays(admin: httpx.AsyncClient) -> None:
    for change in ({"role": "viewer"}, {"is_active": False}):
        response = await admin.patch("/staff/admin", json=change, headers={"If-Match": "*"})
        assert response.status_code in {409, 422}
        problem(response, response.status_code)

    assert content(await admin.get("/whoami"))["role"] == "admin"


async def test_unknown_staff_is_reported(admin: httpx.AsyncClient) -> None:
    for name in ("nix", "%00", "x" * 500):
        problem(await admin.get(f"/staff/{name}"), 404)
        problem(await admin.patch(f"/staff/{name}", json={}, headers={"If-Match": "*"}), 404)


@pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "²", "9" * 30, "9" * 5_000])
async def test_a_cursor_of_another_list_is_refused(admin: httpx.AsyncClient, cursor: str) -> None:
    for url in ("/tokens", "/staff"):
        assert location(await admin.get(url, params={"cursor": cursor}), 422) == "cursor"


async def _logged_in(username: str) -> None:
    user = await AsyncRegistry().staff.get_by_username(username)
    data = StaffSessionCreate(
        key="key-of-a-browser",
        payload="secret contents",
        user_id=user.id,
        expires_at=datetime.now(UTC) + timedelta(hours=1),
        browser="curl/8",
        address="192.0.2.7",
    )
    await AsyncRegistry().sessions.create(data)


async def test_sessions_of_others_are_listed_and_ended(
    admin: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    await _logged_in("viewer")
    listed = await admin.get("/staff/viewer/sessions")
    ended = await admin.delete("/staff/viewer/sessions")

    [session] = content(listed)["items"]
    assert (session["browser"], session["address"]) == ("curl/8", "192.0.2.7")
    assert "secret contents" not in listed.text
    assert ended.status_code == 204
    assert content(await admin.get("/staff/viewer/sessions"))["items"] == []
    assert content(await admin.get("/staff/viewer"))["is_active"] is True
    content(await viewer.get("/whoami"))


async def test_tokens_of_others_are_listed_and_revoked(
    admin: httpx.AsyncClient, viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    await token(Role.VIEWER, name="lost")
    lost, _ = content(await admin.get("/staff/viewer/tokens"))["items"]
    one = await admin.delete(f"/staff/viewer/tokens/{lost['id']}?reason=Lost")
    event = await last_event(registry)
    content(await viewer.get("/whoami"))
    every = await admin.delete("/staff/viewer/tokens")

    assert (one.status_code, every.status_code) == (204, 204)
    assert (event.label, event.reason, event.via) == ("viewer/lost", "Lost", "admin-admin")
    problem(await viewer.get("/whoami"), 401)
    content(await admin.get("/whoami"))


async def test_a_token_of_a_third_person_is_not_theirs(
    admin: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    own = content(await admin.get("/tokens"))["items"][0]

    problem(await admin.delete(f"/staff/viewer/tokens/{own['id']}"), 404)
    problem(await admin.delete("/staff/viewer/tokens/999"), 404)
    problem(await admin.delete("/staff/nix/tokens"), 404)
    problem(await admin.delete("/staff/nix/sessions"), 404)
