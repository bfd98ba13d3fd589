"""Long lists: in pages that stay where they are, or as JSON Lines."""

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from mldb.config import DatabaseConfig
from mldb.schemas import MLModelCreate, MLModelVersionCreate
from registry_app.core.registry import AsyncRegistry
from tests.api.responses import content, problem

LINES = {"Accept": "application/x-ndjson"}
MODELS = 7


@pytest.fixture
def database_config(config: DatabaseConfig) -> DatabaseConfig:
    """Both: each walks its indexes in its own way."""
    return config


@pytest.fixture(autouse=True)
async def _models(registry: AsyncRegistry) -> None:
    names = [f"model {number}" for number in range(MODELS)]
    await registry.models.create_many([MLModelCreate(name=name) for name in names])
    await registry.versions.create_many(
        [
            MLModelVersionCreate(
                model_name=names[0],
                source="s3://b/1",
                metrics={"auc": number / 10, "f1": 0.5},
                params={"depth": str(number)},
            )
            for number in range(MODELS)
        ]
    )


async def followed(client: httpx.AsyncClient, url: str, relation: str = "next") -> list[Any]:
    """Items of all pages from here on, by the links between them."""
    items: list[Any] = []
    following: str | None = url
    while following is not None:
        response = await client.get(following)
        items += content(response)["items"]
        following = response.links.get(relation, {}).get("url")
    return items


@pytest.mark.parametrize("limit", [1, 2, 3, MODELS, 100])
async def test_links_lead_through_all_pages(viewer: httpx.AsyncClient, limit: int) -> None:
    found = await followed(viewer, f"/models?limit={limit}&q=model")

    assert [row["name"] for row in found] == [f"model {number}" for number in range(MODELS)]


async def test_links_lead_back(viewer: httpx.AsyncClient) -> None:
    first = await viewer.get("/models?limit=3")
    second = await viewer.get(first.links["next"]["url"])
    back = await viewer.get(second.links["prev"]["url"])

    assert "prev" not in first.links
    assert content(back)["items"] == content(first)["items"]
    assert content(second)["previous_cursor"] in second.links["prev"]["url"]


async def test_links_keep_the_parameters(viewer: httpx.AsyncClient) -> None:
    asked = {"include": ["metric.auc", "param.depth"], "limit": "3", "q": "sort:-metric.auc"}
    first = await viewer.get("/models/model 0/versions", params=asked)
    found = await followed(viewer, str(first.url))

    assert [row["metrics"] for row in found] == [{"auc": n / 10} for n in reversed(range(MODELS))]
    assert [row["params"]["depth"] for row in found] == [str(n) for n in reversed(range(MODELS))]


async def test_links_of_odd_names_lead_on(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    name = "späm & 100%.v2?#%2F"
    await registry.models.create(MLModelCreate(name=name))
    for number in range(3):
        await registry.versions.create(
            MLModelVersionCreate(model_name=name, source=f"s3://b/{number}")
        )
    found = await followed(viewer, f"/models/{quote(name, safe='')}/versions?limit=1")

    assert [row["number"] for row in found] == [3, 2, 1]


async def test_pages_stay_where_they_are_while_things_are_added(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    first = await viewer.get("/models?limit=3")
    await registry.models.create_many(
        [MLModelCreate(name=name) for name in ("a first one", "model 2b", "model 5b")]
    )
    rest = await followed(viewer, first.links["next"]["url"])

    names = [row["name"] for row in content(first)["items"] + rest]
    assert names == [
        "model 0",
        "model 1",
        "model 2",
        "model 2b",
        "model 3",
        "model 4",
        "model 5",
        "model 5b",
        "model 6",
    ]


@pytest.mark.parametrize("url", ["/models", "/versions", "/models/model 0/versions"])
async def test_lines_hold_all_rows(viewer: httpx.AsyncClient, url: str) -> None:
    pages = await followed(viewer, f"{url}?limit=3")
    response = await viewer.get(url, headers=LINES)

    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert response.text.endswith("}\n")
    assert [json.loads(line) for line in response.text.splitlines()] == pages


async def test_lines_hold_more_rows_than_a_page_may(
    viewer: httpx.AsyncClient, registry: AsyncRegistry
) -> None:
    for part in range(3):
        await registry.models.create_many(
            [MLModelCreate(name=f"many {part} {number:04}") for number in range(900)]
        )
    response = await viewer.get("/models?q=many", headers=LINES)
    names = [json.loads(line)["name"] for line in response.text.splitlines()]

    assert len(names) == 2_700
    assert names == sorted(set(names))


async def test_lines_tell_the_items_asked_for(viewer: httpx.AsyncClient) -> None:
    response = await viewer.get("/versions?include=metric.auc&q=metric.auc>0.5", headers=LINES)

    assert [json.loads(line)["metrics"] for line in response.text.splitlines()] == [{"auc": 0.6}]


async def test_no_lines_are_an_empty_response(viewer: httpx.AsyncClient) -> None:
    response = await viewer.get("/models?q=nix", headers=LINES)

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/models?q=(", 400),
        ("/versions?q=colour:red", 400),
        ("/models/nix/versions", 404),
        ("/models?limits=5", 422),
    ],
)
async def test_a_refusal_is_a_problem_all_the_same(
    viewer: httpx.AsyncClient, url: str, status: int
) -> None:
    problem(await viewer.get(url, headers=LINES), status)
