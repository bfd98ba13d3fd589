"""Undocumented behaviour of libraries on which the API relies, and the reason for each reliance.

If a new version of a library fails here, mend the named module before the upper bound in
pyproject.toml is raised.
"""

import asyncio
import inspect
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.test import RequestFactory
from ninja.utils import check_csrf
from pydantic import TypeAdapter

from mldb.values.mappings import Tags
from registry_app.api.base.handler import APIHandler
from registry_app.api.schemas.accounts import Whoami
from registry_app.api.schemas.lists import Page
from tests.api.responses import location, problem

SCOPE = {
    "type": "http",
    "method": "GET",
    "path": "/api/v1/whoami",
    "query_string": b"",
    "headers": [(b"host", b"testserver")],
}


async def _messages(handler: ASGIHandler) -> list[Mapping[str, Any]]:
    received = [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[Mapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return received.pop() if received else await asyncio.Future()

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    await handler(SCOPE, receive, send)
    return sent


async def test_our_handler_sends_the_messages_of_djangos() -> None:
    """`api.base.handler` repeats Django's `__call__` without its second task and its thread."""
    ours, theirs = await _messages(APIHandler()), await _messages(ASGIHandler())

    assert [message["type"] for message in ours] == [message["type"] for message in theirs]
    assert ours[0]["status"] == theirs[0]["status"] == HTTPStatus.UNAUTHORIZED
    assert {name for name, _ in ours[0]["headers"]} == {name for name, _ in theirs[0]["headers"]}


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        (ASGIHandler.create_request, ["scope", "body_file"]),
        (ASGIHandler.run_get_response, ["request"]),
        (ASGIHandler.send_response, ["response", "send"]),
    ],
)
def test_djangos_handler_has_the_methods_that_ours_calls(
    method: Callable[..., Any], parameters: list[str]
) -> None:
    """`api.base.handler` calls them instead of `handle`, which starts the second task."""
    assert list(inspect.signature(method).parameters)[1:] == parameters


async def test_ninja_checks_the_csrf_token_of_a_request() -> None:
    """`api.base.callers` asks ninja, as Django's middleware skips ninja's views."""
    request = RequestFactory().post("/api/v1/models")
    request.COOKIES["csrftoken"] = "c" * 32
    refused = await sync_to_async(check_csrf)(request)
    request.META["HTTP_X_CSRFTOKEN"] = "c" * 32

    assert refused is not None
    assert await sync_to_async(check_csrf)(request) is None


async def test_ninja_locates_mistakes_by_source_and_argument(editor: httpx.AsyncClient) -> None:
    """`api.base.locations` reads the source, and leaves the view's argument out."""
    body = await editor.post("/models", json={"name": 3})
    nested = await editor.put("/models/x/versions/1/metrics/x", json={"value": "high"})
    parameter = await editor.get("/models?limit=0")
    one_of_several = await editor.get("/versions?include=metric.auc&include=nothing")

    assert location(body, 422) == "/name"
    assert location(nested, 422) == "/value"
    assert location(parameter, 422) == "limit"
    assert location(one_of_several, 422) == "include"


async def test_ninja_authenticates_before_it_reads_parameters(anonymous: httpx.AsyncClient) -> None:
    """`api.base.gate` has to refuse an unknown caller before a mistake of the request."""
    problem(await anonymous.post("/models?limit=0", json={"name": 3}), 422)
    problem(await anonymous.post("/models?reason=x", json={"name": 3}), 401)


def test_pydantic_writes_the_limits_of_a_mapping_in_its_own_way() -> None:
    """`api.document.schemas` turns them into propertyNames and maxProperties."""
    schema = TypeAdapter(Tags).json_schema()

    assert "patternProperties" in schema
    assert {"maxLength", "maxProperties"} & set(schema) == {"maxLength"}


def test_pydantic_names_a_page_after_its_items() -> None:
    """`api.document.openapi` renames it to `PageOfWhoami`."""
    schema = TypeAdapter(list[Page[Whoami]]).json_schema()

    assert "Page_Whoami_" in schema["$defs"]
