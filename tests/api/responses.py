"""Reads responses of the API, as a program does."""

from typing import Any, Final

import httpx

from mldb.schemas import AuditEventRead
from registry_app.core.registry import AsyncRegistry

BASE: Final = "http://testserver/api/v1"


def content(response: httpx.Response, status: int = 200) -> Any:
    """The response's JSON, if it has this status."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def problem(response: httpx.Response, status: int) -> Any:
    """The problem document, if it has this status."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert document["detail"]
    assert document["request_id"] == response.headers["X-Request-ID"]
    return document


def location(response: httpx.Response, status: int) -> str:
    """Pointer or parameter of the only mistake in the problem document."""
    (error,) = problem(response, status)["errors"]
    return str(error.get("pointer") or error.get("parameter"))


async def events(registry: AsyncRegistry, query: str = "") -> list[AuditEventRead]:
    """Events that the query finds, the newest first."""
    return list((await registry.audit.search(query)).rows)


async def last_event(registry: AsyncRegistry) -> AuditEventRead:
    """The latest event."""
    return (await events(registry))[0]
