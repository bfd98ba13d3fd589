"""Unknown URLs below /api/v1/ are problems, too."""

from typing import Any

import pytest
from django.test import AsyncClient, Client, override_settings

PROBLEM = "application/problem+json"
UNKNOWN = [
    "/api/v1/",
    "/api/v1/nothing",
    "/api/v1/models/",
    "/api/v1/models/fraud/versions/one",
    "/api/v1/models/fraud/versions/-1",
    "/api/v1/models/fraud/versions/1234567890123456789",
    "/api/v1/tokens/x",
    "/api/v1/models/a/b/c",
]


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_an_unknown_url_is_a_problem(method: str, *, debug: bool) -> None:
    client = Client(enforce_csrf_checks=True)

    for url in UNKNOWN:
        with override_settings(DEBUG=debug):
            response = getattr(client, method)(url)

        assert (response.status_code, response["Content-Type"]) == (404, PROBLEM), url
        if method != "head":
            problem = response.json()
            assert problem["type"] == "/api/docs#status-404"
            assert "/api/v1/openapi.json" in problem["detail"]
            assert problem["request_id"] == response["X-Request-ID"]


async def test_so_it_is_under_asgi() -> None:
    response: Any = await AsyncClient().get("/api/v1/nothing")

    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize(
    ("method", "url", "allowed"),
    [
        ("put", "/api/v1/models", {"GET", "HEAD", "POST"}),
        ("post", "/api/v1/models/fraud", {"GET", "HEAD", "PATCH", "DELETE"}),
        ("post", "/api/v1/openapi.json", {"GET", "HEAD"}),
    ],
)
async def test_a_wrong_method_is_a_problem_that_names_the_right_ones(
    method: str, url: str, allowed: set[str]
) -> None:
    client = AsyncClient(enforce_csrf_checks=True)
    response = await getattr(client, method)(url)

    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert set(response["Allow"].split(", ")) == allowed
    assert f"no {method.upper()}" in response.json()["detail"]
