"""Request ids in responses and logs, and secrets in neither."""

import asyncio
import logging
from typing import Any

import httpx
import pytest
from django.conf import settings

from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from registry_app.core.request_ids import RequestIdFilter
from tests.api.conftest import token
from tests.api.responses import content, problem

ID = "X-Request-ID"


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log, formatted as the settings say."""
    form = settings.LOGGING["formatters"]["line"]
    caplog.handler.setFormatter(logging.Formatter(form["format"], style="{"))
    caplog.handler.addFilter(RequestIdFilter())
    caplog.set_level(logging.DEBUG)
    # The client's own log is not the site's.
    caplog.set_level(logging.WARNING, "httpx")
    return caplog


async def test_every_response_has_its_own_id(editor: httpx.AsyncClient) -> None:
    responses = [
        await editor.get("/models"),
        await editor.get("/nix"),
        await editor.post("/models"),
    ]

    assert len({response.headers[ID] for response in responses}) == 3


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [("job-7.a_B", True), ("x" * 64, True), ("x" * 65, False), ("a b", False), ("a{b}", False)],
)
async def test_an_id_that_is_given_is_kept_if_it_is_plain(
    editor: httpx.AsyncClient, given: str, *, is_taken: bool
) -> None:
    response = await editor.get("/models", headers={ID: given})

    assert (response.headers[ID] == given) is is_taken


async def test_a_refusal_is_found_in_the_log(
    editor: httpx.AsyncClient, logged: pytest.LogCaptureFixture
) -> None:
    response = await editor.get("/models/nix", headers={ID: "job-7"})

    assert problem(response, 404)["request_id"] == "job-7"
    assert "[job-7] django.request: Not Found: /api/v1/models/nix" in logged.text


async def test_requests_at_the_same_time_have_different_ids(
    editor: httpx.AsyncClient, logged: pytest.LogCaptureFixture
) -> None:
    await asyncio.gather(
        *(editor.get(f"/models/nix-{n}", headers={ID: f"job-{n}"}) for n in range(8))
    )

    for n in range(8):
        assert f"[job-{n}] django.request: Not Found: /api/v1/models/nix-{n}\n" in logged.text


async def test_an_unforeseen_error_is_logged_and_reported_without_details(
    editor: httpx.AsyncClient,
    logged: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("the inner works")

    monkeypatch.setattr("mldb.async_db.MLModelReader.get", fail)
    response = await editor.get("/models/fraud")
    detail = problem(response, 500)

    assert "inner works" not in response.text
    assert f"[{detail['request_id']}] django.request: Internal Server Error" in logged.text
    assert "ZeroDivisionError: the inner works" in logged.text


async def test_secrets_are_never_logged(
    anonymous: httpx.AsyncClient,
    admin: httpx.AsyncClient,
    registry: AsyncRegistry,
    logged: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = await token(Role.ADMIN, name="another")
    password = "correct horse battery"
    logged.clear()
    await anonymous.get("/models", params={"token": secret})
    await anonymous.get("/models", headers={"Authorization": f"Basic {secret}"})
    await anonymous.get("/models", headers={"Authorization": f"Bearer {secret}x"})
    await anonymous.get("/models", headers={"Authorization": f"Bearer {secret}"})
    for username in ("ann", "ann", "a b"):
        await admin.post("/staff", json={"username": username, "password": password})
    await admin.post("/staff", content=f'{{"password": "{password}"')
    monkeypatch.setattr("mldb.async_db.StaffUserService.create", None)
    response = await admin.post("/staff", json={"username": "bob", "password": password})

    problem(response, 500)
    assert content(await admin.get("/staff/ann"))
    own = admin.headers["Authorization"].removeprefix("Bearer ")
    for hidden in (secret, password, own):
        assert hidden not in logged.text
