"""Every operation, for everybody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from mldb.schemas import StaffUserUpdate
from mldb.values.enums import Role, TokenScope
from mldb.values.names import SYSTEM
from registry_app.accounts.account import StaffAccount
from registry_app.api.app import api
from registry_app.api.base.gate import Operation
from registry_app.api.base.group import Group
from registry_app.core.registry import AsyncRegistry, Registry
from tests.api.conftest import Programs, token
from tests.api.operations import OPERATIONS, path_parameters, url_of
from tests.api.responses import content, problem

ALLOWED = {
    TokenScope.READ: Role.VIEWER,
    TokenScope.WRITE: Role.EDITOR,
    TokenScope.ADMIN: Role.ADMIN,
}
CSRF = "c" * 32
# Statuses for a caller who may use the operation, as nothing exists and nothing is sent. A run
# needs nothing.
WITHIN = {200, 201, 404, 422, 428}


class Later(datetime):
    """A clock that is two hours ahead."""

    @classmethod
    def now(cls, tz: object = None) -> Any:
        return datetime.now(UTC) + timedelta(hours=2)


async def call(client: httpx.AsyncClient, operation: Operation, **given: Any) -> httpx.Response:
    """The response to a request with an empty body."""
    body: dict[str, Any] | None = {} if operation.method in {"POST", "PUT", "PATCH"} else None
    return await client.request(operation.method, url_of(operation, **given), json=body)


def lower(one: Role, other: Role) -> Role:
    return other if one.includes(other) else one


def test_every_url_of_the_api_is_an_operation() -> None:
    names = {getattr(pattern, "name", None) for pattern in api.urls[0]} - {"api-root"}

    assert names == {operation.name for operation in OPERATIONS}


def test_an_operation_without_a_role_is_refused() -> None:
    group = Group("Test", "A test.")

    with pytest.raises(KeyError, match="role"):
        group.get("/nothing", response=None)(call)  # type: ignore[call-arg, unused-ignore]  # refused by mypy, too


@pytest.mark.parametrize("scope", TokenScope)
@pytest.mark.parametrize("role", Role)
async def test_a_token_allows_what_both_its_scope_and_its_owner_may(
    program: Programs, role: Role, scope: TokenScope
) -> None:
    client = await program(role, scope)
    most = lower(role, ALLOWED[scope])

    for operation in OPERATIONS:
        response = await call(client, operation)
        minimum = operation.role

        if scope is TokenScope.READ and operation.method != "GET" and most.includes(minimum):
            # One's own things need no role to change, but a token that may write.
            assert "reading only" in problem(response, 403)["detail"]
        elif most.includes(minimum):
            assert response.status_code in WITHIN, (operation, response.text)
        else:
            detail = problem(response, 403)["detail"]
            assert f"needs the role {minimum}" in detail
            assert f"no more than the role {most}" in detail


async def test_without_a_token_that_opens_anything_all_is_closed(
    anonymous: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    expired = await token(Role.ADMIN, name="old", expires_at=datetime.now(UTC) + timedelta(hours=1))
    revoked = await _revoked()
    inactive = await _of_somebody_who_left()
    monkeypatch.setattr("mldb.async_db.services.accounts.api_token.datetime", Later)
    headers = [
        {},
        *({"Authorization": f"Bearer {secret}"} for secret in (expired, revoked, inactive)),
        *(
            {"Authorization": wrong}
            for wrong in ("Bearer", "Bearer mb_x", "Basic YTpi", "", "x" * 9)
        ),
        {"Cookie": "sessionid=nonsense"},
    ]

    for operation in OPERATIONS:
        for one in headers:
            anonymous.headers = httpx.Headers(one)
            response = await call(anonymous, operation)
            problem(response, 401)
            assert response.headers["WWW-Authenticate"] == "Bearer"


async def _revoked() -> str:
    secret = await token(Role.ADMIN, name="lost")
    tokens = AsyncRegistry(SYSTEM).tokens
    await tokens.revoke((await tokens.authenticate(secret)).id)
    return secret


async def _of_somebody_who_left() -> str:
    staff = AsyncRegistry(SYSTEM).staff
    secret = await token(Role.EDITOR, name="left")
    user = await staff.get_by_username("editor")
    await staff.update(user.id, StaffUserUpdate(is_active=False, row_version=user.row_version))
    return secret


async def test_a_limited_token_opens_the_urls_below_its_models(
    program: Programs, editor: httpx.AsyncClient
) -> None:
    for name in ("fraud", "fraud-2", "späm"):
        content(await editor.post("/models", json={"name": name}), 201)
    client = await program(Role.ADMIN, name="chosen", model_names=["fraud", "späm"])

    for operation in sorted(OPERATIONS, key=lambda operation: operation.method == "DELETE"):
        own = await call(client, operation, name="fraud")
        others = await call(client, operation, name="fraud-2")

        if "name" in path_parameters(operation):
            assert own.status_code in {*WITHIN, 204}, (operation, own.text)
        if operation.name == "get_caller":
            assert content(own)["model_names"] == ["fraud", "späm"]
        elif operation.open_to_limited_tokens:
            # Uploads, whose owner is known only if they exist.
            assert own.status_code in {404, 422}
        else:
            assert "fraud, späm" in problem(others, 403)["detail"]
            assert "name" in path_parameters(operation) or own.status_code == 403


@pytest.mark.parametrize("role", Role)
async def test_a_browser_may_do_what_its_user_may(anonymous: httpx.AsyncClient, role: Role) -> None:
    anonymous.cookies.update({"sessionid": await _session(role), "csrftoken": CSRF})
    anonymous.headers["X-CSRFToken"] = CSRF

    for operation in OPERATIONS:
        response = await call(anonymous, operation)
        minimum = operation.role

        if role.includes(minimum):
            assert response.status_code in WITHIN, (operation, response.text)
        else:
            assert f"You have no more than the role {role}" in problem(response, 403)["detail"]


@pytest.mark.parametrize("sent", [{}, {"X-CSRFToken": "d" * 32}, {"X-CSRFToken": ""}])
async def test_a_browser_changes_nothing_without_the_token_of_our_pages(
    anonymous: httpx.AsyncClient, sent: dict[str, str]
) -> None:
    anonymous.cookies.update({"sessionid": await _session(Role.ADMIN), "csrftoken": CSRF})
    anonymous.headers.update(sent)

    for operation in OPERATIONS:
        response = await call(anonymous, operation)

        if operation.method == "GET":
            assert response.status_code in WITHIN
        else:
            assert "X-CSRFToken" in problem(response, 403)["detail"]


async def test_changes_of_a_browser_name_no_token(anonymous: httpx.AsyncClient) -> None:
    anonymous.cookies.update({"sessionid": await _session(Role.EDITOR), "csrftoken": CSRF})
    anonymous.headers["X-CSRFToken"] = CSRF
    await anonymous.post("/models", json={"name": "fraud"})
    event = (await AsyncRegistry().audit.get_all())[0]

    assert (event.actor, event.via) == ("editor", None)
    assert content(await anonymous.get("/whoami"))["token"] is None


async def _session(role: Role) -> str:
    """Cookie of a browser in which somebody of this role is logged in."""
    await token(role)
    client = Client()

    def log_in() -> None:
        account = StaffAccount.of(Registry().staff.get_credentials(role.value))
        client.force_login(account)

    await sync_to_async(log_in)()
    return client.cookies["sessionid"].value
