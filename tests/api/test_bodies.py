"""Bodies and parameters that can't be read, or contain values that must not be stored."""

import json

import httpx
import pytest

from mldb.values.enums import Role
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import Programs, token
from tests.api.operations import OPERATIONS, url_of
from tests.api.responses import content, events, location, problem

JSON = {"Content-Type": "application/json"}
WITH_BODY = [
    operation
    for operation in OPERATIONS
    if operation.method in {"POST", "PUT", "PATCH"} and not operation.streams_body
]
WITHOUT = {
    "roll_back_alias",
    "restore_version",
    "restore_experiment",
    "restore_run",
    "restore_logged_model",
    "resume_run",
    "verify_run_artifacts",
    "verify_logged_model_artifacts",
    "verify_version_artifacts",
}
VERSION = "/models/fraud/versions/1"


@pytest.fixture(autouse=True)
async def _fraud(editor: httpx.AsyncClient) -> None:
    content(await editor.post("/models", json={"name": "fraud"}), 201)
    content(await editor.post("/models/fraud/versions", json={"source": "s3://b/1"}), 201)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b"{'a': 1}",
        b'{"a": 1}}',
        b"\xff\xfe",
        b'{"a": "\xe4"}',
        b"a=1",
        b'{"a": "\\ud800"}',
        b'{"a": 1,}',
        b"[" * 100_000,
    ],
)
async def test_every_operation_refuses_a_body_that_is_no_json(
    program: Programs, registry: AsyncRegistry, body: bytes
) -> None:
    admin = await program(Role.ADMIN)
    before = await events(registry)
    for operation in WITH_BODY:
        if operation.name in WITHOUT:
            continue
        response = await admin.request(
            operation.method,
            url_of(operation, name="fraud", number=1),
            content=body,
            headers=JSON | {"If-Match": "*"},
        )
        assert "JSON" in problem(response, 400)["detail"], operation

    assert await events(registry) == before


@pytest.mark.parametrize("body", ["", "null", "[]", "7", '"x"', "[{}]", "true"])
async def test_every_operation_refuses_a_body_that_is_no_object(
    program: Programs, registry: AsyncRegistry, body: str
) -> None:
    admin = await program(Role.ADMIN)
    before = await events(registry)
    for operation in WITH_BODY:
        if operation.name in WITHOUT:
            continue
        response = await admin.request(
            operation.method,
            url_of(operation, name="fraud", number=1),
            content=body,
            headers=JSON | {"If-Match": "*"},
        )
        problem(response, 422)

    assert await events(registry) == before


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", '"high"', "null", "[]"])
async def test_a_value_that_is_no_finite_number_is_refused(
    editor: httpx.AsyncClient, value: str
) -> None:
    version = f'{{"source": "s3://b/2", "metrics": {{"auc": {value}}}}}'
    batch = f'{{"metrics": {{"f1": 1, "auc": {value}}}}}'
    one = f'{{"value": {value}}}'
    responses = [
        await editor.post("/models/fraud/versions", content=version, headers=JSON),
        await editor.post(f"{VERSION}/metrics", content=batch, headers=JSON),
        await editor.put(f"{VERSION}/metrics/auc", content=one, headers=JSON),
    ]

    assert [location(one, 422) for one in responses] == ["/metrics/auc", "/metrics/auc", "/value"]
    assert content(await editor.get(VERSION))["metrics"] == {}


@pytest.mark.parametrize("value", [1e308, -1e308, 5e-324, 0.1 + 0.2, 0, -0.0, 2**53, 10**30])
async def test_every_finite_number_comes_back_as_it_was(
    editor: httpx.AsyncClient, value: float
) -> None:
    await editor.put(f"{VERSION}/metrics/x", json={"value": value})

    assert content(await editor.get(f"{VERSION}/metrics/x"))["value"] == float(value)


async def test_a_parameter_that_is_none_is_refused_by_every_operation(
    program: Programs, registry: AsyncRegistry
) -> None:
    admin = await program(Role.ADMIN)
    before = await events(registry)
    for operation in OPERATIONS:
        url = url_of(operation, name="fraud", number=1)
        response = await admin.request(operation.method, f"{url}?reasn=x&qq=1", json={})
        errors = problem(response, 422)["errors"]
        assert [error["parameter"] for error in errors] == ["reasn", "qq"], operation

    assert await events(registry) == before


@pytest.mark.parametrize("name", ["token", "access_token", "api_token", "Token"])
async def test_a_token_in_a_url_is_refused_with_a_warning(
    anonymous: httpx.AsyncClient, name: str
) -> None:
    secret = await token(Role.ADMIN, name="leaked")
    response = await anonymous.get("/models", params={name: secret})

    assert location(response, 422) == name
    assert "Revoke this one" in problem(response, 422)["detail"]
    assert secret not in response.text


@pytest.mark.parametrize("reason", ["x" * 1_001, "a\x00b"])
async def test_a_reason_that_is_none_is_refused_and_nothing_done(
    program: Programs, registry: AsyncRegistry, reason: str
) -> None:
    admin = await program(Role.ADMIN)
    response = await admin.delete("/models/fraud", params={"reason": reason})

    assert location(response, 422) == "reason"
    assert content(await admin.get("/models/fraud"))


async def test_a_body_is_read_with_any_content_type(editor: httpx.AsyncClient) -> None:
    """The API takes nothing but JSON, so there is nothing to distinguish."""
    for number, content_type in enumerate(
        ("", "text/plain", "application/x-www-form-urlencoded", "x")
    ):
        response = await editor.post(
            "/models",
            content=json.dumps({"name": f"model-{number}"}),
            headers={"Content-Type": content_type},
        )
        content(response, 201)
