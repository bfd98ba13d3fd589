"""Who may call what."""

from base64 import b64encode

import httpx
import pytest

from mldb.values.enums import Role, TokenScope
from registry_app.mlflow.endpoint import Endpoint
from registry_app.mlflow.endpoints import ENDPOINTS
from tests.api.conftest import token
from tests.mlflow.program import (
    API,
    BASE,
    DENIED,
    FILES,
    NO_RUN,
    Program,
    content,
    error,
    program_with,
)

MOST = {
    TokenScope.READ: Role.VIEWER,
    TokenScope.WRITE: Role.EDITOR,
    TokenScope.ADMIN: Role.ADMIN,
}
NOTHING = {"name": "nix", "version": "9", "alias": "nix", "experiment_id": "99", "run_id": NO_RUN}


def basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


async def call(program: Program, endpoint: Endpoint) -> httpx.Response:
    """The response, as nothing exists."""
    path = endpoint.path.format(model_id="m-1", key="a")
    return await program.send(f"{endpoint.method} {path}", NOTHING)


@pytest.mark.parametrize("scope", TokenScope)
@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("served")
async def test_every_role_may_call_what_its_endpoint_says(role: Role, scope: TokenScope) -> None:
    secret = await token(role, scope)
    is_reading = scope is TokenScope.READ
    async with program_with({"Authorization": f"Bearer {secret}"}) as program:
        for endpoint in ENDPOINTS:
            response = await call(program, endpoint)
            is_allowed = role.includes(endpoint.role) and MOST[scope].includes(endpoint.role)

            if is_allowed:
                assert response.status_code in {200, 400, 404}, (endpoint, response.text)
            else:
                words = error(response, DENIED)
                assert "needs the role editor" in words or "reading only" in words
                assert is_reading or role is Role.VIEWER
        path = f"{FILES}/0/{NO_RUN}/artifacts/a"
        for method in ("PUT", "DELETE"):
            response = await program.client.request(method, path)
            may_write = role.includes(Role.EDITOR) and not is_reading
            assert response.status_code == (404 if may_write else 403), response.text


def test_only_reads_need_no_more_than_a_viewer() -> None:
    reads = {"get", "search", "list", "server"}
    for endpoint in ENDPOINTS:
        last = endpoint.path.rpartition("/")[2]
        is_read = endpoint.method == "GET" or last.partition("-")[0] in reads
        assert endpoint.role is (Role.VIEWER if is_read else Role.EDITOR), endpoint


@pytest.mark.usefixtures("served")
async def test_a_token_is_a_bearer_token_or_a_basic_password() -> None:
    secret = await token(Role.VIEWER)
    for header in (
        f"Bearer {secret}",
        f"bearer  {secret}",
        basic("anybody", secret),
        basic("", secret),
        basic("viewer", secret),
    ):
        async with program_with({"Authorization": header}) as program:
            assert await program.answer("POST experiments/search"), header


@pytest.mark.usefixtures("served")
async def test_all_else_is_refused(program: Program) -> None:
    await program.run()
    for header in (
        "",
        "Bearer",
        "Bearer mb_x",
        "Basic",
        "Basic !",
        "Basic /w==",
        basic("editor", "a real password"),
        basic("editor", ""),
        "Digest a",
        "x" * 9,
    ):
        async with program_with({"Authorization": header}) as stranger:
            for path in (f"{API}/runs/get?run_id={NO_RUN}", f"{FILES}/a", f"{FILES}?path=a"):
                response = await stranger.client.get(path)
                body = response.json()
                assert (response.status_code, body["error_code"]) == (401, "UNAUTHENTICATED")
                assert response.headers["WWW-Authenticate"].startswith("Basic realm=")
                assert "token" in body["message"]


async def test_probes_need_no_token(anonymous: httpx.AsyncClient) -> None:
    health, version = await anonymous.get("/health"), await anonymous.get("/version")

    assert (health.status_code, health.text) == (200, "OK")
    assert version.status_code == 200
    assert tuple(map(int, version.text.split("."))) >= (3, 4)


async def test_a_url_may_end_with_a_slash(program: Program) -> None:
    run_id = await program.run()
    for base in (f"{BASE}/{API}", f"{BASE}//ajax-{API[1:]}"):
        found = await program.answer("GET runs/get", {"run_id": run_id}, base)
        assert found["run"]["info"]["run_id"] == run_id
    file = f"/{FILES}/0/{run_id}/artifacts/a.txt"
    assert (await program.client.put(f"{BASE}{file}", content=b"x")).status_code == 200
    assert (await program.client.get(f"{BASE}{file}")).content == b"x"
    assert (await program.client.get(f"{BASE}//health")).text == "OK"


async def test_server_info(program: Program) -> None:
    for base in ("/api/3.0/mlflow", "/ajax-api/3.0/mlflow"):
        info = content(await program.client.get(f"{base}/server-info"))
        assert (info["store_type"], info["workspaces_enabled"]) == ("SqlStore", False)


async def test_a_token_limited_to_models_reaches_nothing_else(program: Program) -> None:
    for name in ("fraud", "other"):
        await program.model(name)
        await program.version(name)
    run_id = await program.run()
    await program.put(f"0/{run_id}/artifacts/a.txt")
    secret = await token(Role.EDITOR, name="chosen", model_names=["fraud"])
    own, other = ({"name": name, "version": "1"} for name in ("fraud", "other"))
    async with program_with({"Authorization": f"Bearer {secret}"}) as limited:
        assert await limited.answer("GET registered-models/get", own)
        assert await limited.answer("POST registered-models/set-tag", own | {"key": "a"}) == {}
        assert await limited.answer("POST registered-models/alias", own | {"alias": "a"}) == {}
        for source in ("models:/other/1", f"runs:/{run_id}/a.txt"):
            stolen = own | {"source": source}
            await limited.refusal("POST model-versions/create", stolen, DENIED)
        for endpoint in ENDPOINTS:
            if endpoint.path == "server-info":
                continue
            path = endpoint.path.format(model_id="m-1", key="a")
            given = {"run_id": run_id, "experiment_id": "0", "source": "s3://a"} | other
            words = await limited.refusal(f"{endpoint.method} {path}", given, DENIED)
            assert "limited to some models: fraud" in words
        for method in ("GET", "PUT", "DELETE"):
            response = await limited.client.request(method, f"{FILES}/0/{run_id}/artifacts/a.txt")
            assert error(response, DENIED)
        upload = f"/api/2.0/mlflow-artifacts/mpu/create/0/{run_id}/artifacts"
        begun = await limited.client.post(upload, json={"path": "a.txt", "num_parts": 1})
        assert error(begun, DENIED)


async def test_what_is_out_of_scope_is_not_here(program: Program) -> None:
    for method, path in (
        ("POST", "/api/2.0/mlflow/traces/search"),
        ("POST", "/api/3.0/mlflow/traces"),
        ("GET", "/api/3.0/mlflow/gateway/secrets/list"),
        ("POST", "/api/2.0/mlflow/webhooks"),
        ("GET", "/api/3.0/mlflow/scorers/list"),
        ("GET", "/api/2.0/mlflow/runs"),
        ("PUT", "/api/2.0/mlflow/runs/get"),
        ("POST", "/api/2.0/mlflow/runs/get"),
        ("POST", "/api/2.0/mlflow-artifacts/mpu/list/a"),
        ("GET", "/api/2.0/mlflow-artifacts/mpu/create/a"),
        ("GET", "/api/2.0/mlflow-artifacts/presigned/a"),
        ("GET", "/api/2.0/genai/x"),
        ("PATCH", FILES),
    ):
        response = await program.client.request(method, path, json={})
        assert (response.status_code, response.json()["error_code"]) == (
            404,
            "ENDPOINT_NOT_FOUND",
        ), (path, response.text)
