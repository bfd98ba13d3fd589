"""What the API answers, as a program reads it."""

from typing import Any, Final

import httpx

from mldb.schemas import AuditEventRead
from registry_app.core.registry import AsyncRegistry

BASE: Final = "http://testserver/api/v1"


def content(response: httpx.Response, status: int = 200) -> Any:
    """The answer's JSON, if it has this status."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def problem(response: httpx.Response, status: int) -> Any:
    """The problem document, if it has this status."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert told["detail"]
    assert told["request_id"] == response.headers["X-Request-ID"]
    return told


def place(response: httpx.Response, status: int) -> str:
    """Pointer or parameter of the only mistake that the problem document tells of."""
    (error,) = problem(response, status)["errors"]
    return str(error.get("pointer") or error.get("parameter"))


async def events(registry: AsyncRegistry, query: str = "") -> list[AuditEventRead]:
    """Events that the query finds, the newest first."""
    return list((await registry.audit.search(query)).rows)


async def last_event(registry: AsyncRegistry) -> AuditEventRead:
    """What was done last."""
    return (await events(registry))[0]
