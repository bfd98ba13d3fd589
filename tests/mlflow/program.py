"""A program that speaks the MLflow protocol, without MLflow's package."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx

from site_config.asgi import application

BASE: Final = "http://testserver"
API: Final = "/api/2.0/mlflow"
FILES: Final = "/api/2.0/mlflow-artifacts/artifacts"

INVALID: Final = "INVALID_PARAMETER_VALUE"
MISSING: Final = "RESOURCE_DOES_NOT_EXIST"
EXISTS: Final = "RESOURCE_ALREADY_EXISTS"
NO_ENDPOINT: Final = "ENDPOINT_NOT_FOUND"
DENIED: Final = "PERMISSION_DENIED"

STATUSES: Final = {INVALID: 400, MISSING: 404, EXISTS: 400, NO_ENDPOINT: 404, DENIED: 403}

NO_RUN: Final = "0" * 32
NO_MODEL: Final = f"m-{NO_RUN}"


class Program:
    """Calls endpoints by routes such as `POST runs/create`."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def send(self, route: str, given: Any = None, base: str = API) -> httpx.Response:
        """The response; a GET gets the parameters as a query, all else as a JSON body."""
        method, path = route.split(" ")
        kind = {"params": given} if method == "GET" else {"json": {} if given is None else given}
        return await self.client.request(method, f"{base}/{path}", **kind)

    async def answer(self, route: str, given: Any = None, base: str = API) -> Any:
        """The JSON object of a success."""
        return content(await self.send(route, given, base))

    async def refusal(self, route: str, given: Any, code: str) -> str:
        """The message of an error with this code."""
        return error(await self.send(route, given), code)

    async def experiment(self, name: str = "churn", **given: Any) -> str:
        """Id of a new experiment."""
        answer = await self.answer("POST experiments/create", {"name": name, **given})
        return str(answer["experiment_id"])

    async def run(self, **given: Any) -> str:
        """Id of a new run."""
        run = (await self.answer("POST runs/create", {"experiment_id": "0", **given}))["run"]
        return str(run["info"]["run_id"])

    async def record(self, run_id: str) -> Any:
        """A run with all that it logged."""
        return (await self.answer("GET runs/get", {"run_id": run_id}))["run"]

    async def model(self, name: str = "fraud", **given: Any) -> Any:
        """A new registered model."""
        answer = await self.answer("POST registered-models/create", {"name": name, **given})
        return answer["registered_model"]

    async def version(self, name: str = "fraud", **given: Any) -> Any:
        """A new version."""
        given = {"name": name, "source": "s3://bucket/m"} | given
        return (await self.answer("POST model-versions/create", given))["model_version"]

    async def logged_model(self, **given: Any) -> str:
        """Id of a new logged model."""
        answer = await self.answer("POST logged-models", {"experiment_id": "0", **given})
        return str(answer["model"]["info"]["model_id"])

    async def put(self, path: str, body: bytes = b"content") -> None:
        """Store a file."""
        response = await self.client.put(f"{FILES}/{path}", content=body)
        assert (response.status_code, response.content) == (200, b""), response.text


@asynccontextmanager
async def program_with(headers: Mapping[str, str]) -> AsyncIterator[Program]:
    """A program that sends these headers."""
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client:
        yield Program(client)


def content(response: httpx.Response) -> Any:
    """The JSON object of a success."""
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def error(response: httpx.Response, code: str) -> str:
    """The message of an error with this code, which has its status."""
    assert response.headers["Content-Type"] == "application/json", response.text
    body = response.json()
    assert (response.status_code, body["error_code"]) == (STATUSES[code], code), body
    assert set(body) == {"error_code", "message"}
    return str(body["message"])


def values(items: Any) -> dict[str, Any]:
    """A list of objects with `key` and `value` as a mapping."""
    return {item["key"]: item["value"] for item in items}
