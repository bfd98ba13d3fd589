"""Requests that are sent again under an `Idempotency-Key`."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from mldb.config import DatabaseConfig
from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs
from tests.api.responses import content, events, location, problem

KEY = {"Idempotency-Key": "5b7a9a4e"}
VERSIONS = "/models/fraud/versions"
VERSION = {"source": "s3://b/1", "metrics": {"auc": 0.9}}
AT_ONCE = 8
Call = Callable[[httpx.AsyncClient], Any]


@pytest.fixture
def database_config(config: DatabaseConfig) -> DatabaseConfig:
    """Both: each makes requests with one key wait for each other in its own way."""
    return config


@pytest.fixture(autouse=True)
async def _fraud(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    for _ in range(2):
        content(await editor.post(VERSIONS, json=VERSION), 201)
        number = (await AsyncRegistry().models.get_by_name("fraud")).last_version_number
        content(await editor.put("/models/fraud/aliases/champion", json={"version": number}))


CALLS: dict[str, tuple[int, Call]] = {
    "create_model": (201, lambda one: one.post("/models", json={"name": "x"}, headers=KEY)),
    "create_version": (201, lambda one: one.post(VERSIONS, json=VERSION, headers=KEY)),
    "record_metrics": (
        200,
        lambda one: one.post(f"{VERSIONS}/1/metrics", json={"metrics": {"f1": 1}}, headers=KEY),
    ),
    "move_alias": (
        200,
        lambda one: one.put(
            "/models/fraud/aliases/champion",
            json={"version": 1, "expected_version": 2},
            headers=KEY,
        ),
    ),
    "roll_back_alias": (
        200,
        lambda one: one.post("/models/fraud/aliases/champion/roll-back", headers=KEY),
    ),
}


@pytest.mark.parametrize("name", CALLS)
async def test_a_repeated_request_is_carried_out_once_and_gets_the_first_response(
    editor: httpx.AsyncClient, registry: AsyncRegistry, name: str
) -> None:
    status, call = CALLS[name]
    before = len(await events(registry))
    first = await call(editor)
    again = await call(editor)

    assert content(again, status) == content(first, status)
    for header in ("Location", "ETag"):
        assert again.headers.get(header) == first.headers.get(header)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]
    assert len(await events(registry)) == before + 1
    assert (await events(registry))[0].via == "editor-admin"


@pytest.mark.parametrize("name", CALLS)
async def test_sent_many_times_at_once_it_is_done_once(
    editor: httpx.AsyncClient, registry: AsyncRegistry, name: str
) -> None:
    status, call = CALLS[name]
    before = len(await events(registry))
    responses = await asyncio.gather(*(call(editor) for _ in range(AT_ONCE)))

    assert len({content(one, status) and one.text for one in responses}) == 1
    assert sum("Idempotency-Replayed" not in one.headers for one in responses) == 1
    assert len(await events(registry)) == before + 1


async def test_another_request_with_the_key_is_refused(
    editor: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    await editor.post(VERSIONS, json=VERSION, headers=KEY)
    before = await events(registry)
    others = [
        await editor.post(VERSIONS, json=VERSION | {"device": "cuda"}, headers=KEY),
        await editor.post(f"{VERSIONS}?reason=x", json=VERSION, headers=KEY),
        await editor.post("/models", json=VERSION | {"name": "x"}, headers=KEY),
        await editor.post("/models", json={"name": "x"}, headers=KEY),
    ]

    assert [response.status_code for response in others] == [409, 409, 422, 409]
    assert location(others[0], 409) == "Idempotency-Key"
    assert "key of its own" in problem(others[0], 409)["detail"]
    assert await events(registry) == before


async def test_a_refused_request_may_be_corrected_under_its_key(
    editor: httpx.AsyncClient,
) -> None:
    refused = await editor.post("/models", json={"name": "fraud"}, headers=KEY)
    missing = await editor.post("/models/nix/versions", json=VERSION, headers=KEY)
    corrected = await editor.post("/models", json={"name": "churn"}, headers=KEY)

    problem(refused, 409)
    problem(missing, 404)
    assert content(corrected, 201)["name"] == "churn"


async def test_keys_are_the_users(program: Programs) -> None:
    """Also another token of theirs repeats the request; another user's key is another one."""
    first, second = [await program(Role.EDITOR, name=name) for name in ("first", "second")]
    other = await program(Role.ADMIN)
    made = await first.post(VERSIONS, json=VERSION, headers=KEY)
    again = await second.post(VERSIONS, json=VERSION, headers=KEY)
    others = await other.post(VERSIONS, json=VERSION, headers=KEY)

    assert content(again, 201) == content(made, 201)
    assert content(others, 201)["number"] == content(made, 201)["number"] + 1


async def test_without_a_key_every_request_is_carried_out(editor: httpx.AsyncClient) -> None:
    made = [await editor.post(VERSIONS, json=VERSION) for _ in range(2)]

    assert [content(one, 201)["number"] for one in made] == [3, 4]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", "\x7f"])
async def test_a_key_that_is_none_is_refused(
    editor: httpx.AsyncClient, registry: AsyncRegistry, key: str
) -> None:
    before = await events(registry)
    response = await editor.post("/models", json={"name": "x"}, headers={"Idempotency-Key": key})

    assert location(response, 422) == "Idempotency-Key"
    assert await events(registry) == before


async def test_a_key_is_taken_as_it_is(editor: httpx.AsyncClient) -> None:
    for number, key in enumerate(("a", "A", '"a"', "x" * 255, "späm".encode().decode("latin-1"))):
        response = await editor.post(
            "/models",
            json={"name": f"model-{number}"},
            headers={b"Idempotency-Key": key.encode("latin-1")},
        )
        content(response, 201)
