"""HEAD on every reading operation: the response to GET, without the body."""

import httpx
import pytest

from mldb.schemas import MLModelAliasMove, MLModelCreate, MLModelTagCreate, MLModelVersionCreate
from registry_app.api.base.gate import Operation
from registry_app.core.registry import AsyncRegistry
from tests.api.conftest import noted_uses
from tests.api.operations import OPERATIONS, url_of
from tests.api.responses import content, problem

COMPARED = ("Content-Type", "Content-Length", "ETag", "Link", "Cache-Control")
READING = [operation for operation in OPERATIONS if operation.method == "GET"]


def headers(response: httpx.Response) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in COMPARED}


async def fill(registry: AsyncRegistry) -> None:
    model = await registry.models.create(MLModelCreate(name="fraud"))
    await registry.model_tags.create(MLModelTagCreate(model_id=model.id, key="team", value="a"))
    version = MLModelVersionCreate(model_name="fraud", source="s3://b/1", metrics={"auc": 0.5})
    await registry.versions.create(version)
    move = MLModelAliasMove(model_name="fraud", name="champion", version=1)
    await registry.aliases.move(move)


@pytest.mark.parametrize("operation", READING, ids=lambda operation: operation.name)
async def test_head_has_the_response_of_get(
    admin: httpx.AsyncClient, registry: AsyncRegistry, operation: Operation
) -> None:
    await fill(registry)
    given = {"name": "fraud", "number": 1, "alias": "champion", "item": "auc"}
    url = url_of(operation, **given)
    # The first use of the token is noted in the background, and is a part of its description.
    await admin.get(url)
    await noted_uses()
    get, head = await admin.get(url), await admin.head(url)

    assert head.status_code == get.status_code
    assert headers(head) == headers(get)
    assert head.headers["Content-Length"] == str(len(get.content))
    assert head.content == b""


async def test_a_current_copy_is_reported(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    await fill(registry)
    cached = await viewer.get("/models/fraud")
    head = await viewer.head("/models/fraud", headers={"If-None-Match": cached.headers["ETag"]})

    assert (head.status_code, head.headers["ETag"]) == (304, cached.headers["ETag"])


async def test_long_lists_are_not_read_for_head(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    await fill(registry)
    head = await viewer.head("/models", headers={"Accept": "application/x-ndjson"})

    assert head.headers["Content-Type"] == "application/x-ndjson"
    assert head.content == b""


async def test_head_is_refused_where_get_is(anonymous: httpx.AsyncClient) -> None:
    head = await anonymous.head("/models")

    assert head.status_code == 401
    assert head.headers["WWW-Authenticate"] == "Bearer"


async def test_allow_names_head(viewer: httpx.AsyncClient) -> None:
    refused = await viewer.put("/models", json={})

    problem(refused, 405)
    assert "HEAD" in refused.headers["Allow"].split(", ")
    assert "GET" in refused.headers["Allow"].split(", ")
    content(await viewer.get("/models"))
